import Testing

@testable import SluiceLookups

@Suite struct `A line of a number list` {
    static let cases: [(line: String, meaning: PhoneLine)] = [
        ("3105556789", .number(13_105_556_789)),
        ("13105556789", .number(13_105_556_789)),
        ("+13105556789", .number(13_105_556_789)),
        ("+1 (310) 555-6789", .number(13_105_556_789)),
        ("310.555.6789", .number(13_105_556_789)),
        ("\"310-555-6789\"", .number(13_105_556_789)),
        ("310,5556789", .number(13_105_556_789)),
        ("310;5556789", .number(13_105_556_789)),
        ("310\t555-6789", .number(13_105_556_789)),
        ("310|555|6789", .number(13_105_556_789)),
        ("\"310\",\"5556789\"", .number(13_105_556_789)),
        (" 3105556789 , litigator , Jane Roe", .number(13_105_556_789)),
        ("310,5556789,2024-05-01,A", .number(13_105_556_789)),
        ("+442079460958", .number(442_079_460_958)),
        ("442079460958", .number(442_079_460_958)),
        ("+6561234567", .number(6_561_234_567)),
        ("+12345678", .rejected(.wrongLength)),
        ("123456789012345", .rejected(.wrongLength)),
        ("234567890123456", .number(234_567_890_123_456)),
        ("2345678901234567", .rejected(.wrongLength)),
        ("", .empty),
        ("   ", .empty),
        (",,", .empty),
        ("5556789", .rejected(.wrongLength)),
        ("310555678", .rejected(.wrongLength)),
        ("310,555678", .rejected(.wrongLength)),
        ("310,555,678", .rejected(.wrongLength)),
        ("0105556789", .rejected(.impossibleNumber)),
        ("1105556789", .rejected(.impossibleNumber)),
        ("3100556789", .rejected(.impossibleNumber)),
        ("310,1556789", .rejected(.impossibleNumber)),
        ("11105556789", .rejected(.impossibleNumber)),
        ("0044207946095", .rejected(.impossibleNumber)),
        ("00000000000", .rejected(.impossibleNumber)),
        ("00123456789", .rejected(.impossibleNumber)),
        ("0000000000", .rejected(.impossibleNumber)),
        ("phone", .rejected(.notANumber)),
        ("call 3105556789", .rejected(.notANumber)),
        ("310555678x", .rejected(.notANumber)),
        (",3105556789", .rejected(.notANumber)),
        ("310+5556789", .rejected(.notANumber)),
        ("310555６789", .rejected(.notANumber)),
        ("310,5556789,2024-05-01,D", .removal(13_105_556_789)),
        ("3105556789,d", .removal(13_105_556_789)),
        ("310,5556789,\"D\",2024-05-01", .removal(13_105_556_789)),
        (String(repeating: "9", count: 4_096), .rejected(.wrongLength)),
        (String(repeating: "9", count: 4_097), .rejected(.tooLong)),
    ]

    @Test(arguments: cases)
    func `is read like this`(line: String, meaning: PhoneLine) {
        let read = Array(line.utf8).withUnsafeBufferPointer { PhoneLine($0) }
        #expect(read == meaning)
    }

    @Test(arguments: SeededNumbers.seeds)
    func `of any bytes gives a number that a phone can have, or none`(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        let alphabet = Array("0123456789012345678901234567890,;+-() \"Da\u{0}é".utf8)
        var impossible = 0
        for _ in 0..<20_000 {
            let line = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                alphabet[Int.random(in: alphabet.indices, using: &random)]
            }
            if case .number(let digits) = line.withUnsafeBufferPointer({ PhoneLine($0) }) {
                impossible += (10_000_000...999_999_999_999_999).contains(digits) ? 0 : 1
            }
        }
        #expect(impossible == 0, "seed \(seed)")
    }
}
