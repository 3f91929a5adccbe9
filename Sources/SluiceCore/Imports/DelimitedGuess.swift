extension DelimitedText {
    /// What a file's beginning tells of its text.
    public struct Guess: Sendable, Hashable {
        /// How its rows are written.
        public var text: DelimitedText
        /// The bytes of a byte order mark before the first row.
        public var markLength: Int
    }

    /// The delimiters that files use, the likeliest first.
    public static let delimiters: [UInt8] = [0x2C, 0x09, 0x3B, 0x7C]

    /// How the rows of a file are written that begins with `head`: UTF-8 where the bytes are that, else Windows-1252, and
    /// the delimiter by which its first rows have the same number of cells, and the most of them.
    ///
    /// Nothing for UTF-16 and UTF-32: those are turned into UTF-8 first (``isWide(_:)``).
    public static func guess(_ head: [UInt8], isWhole: Bool) -> Guess? {
        guard !isWide(head) else { return nil }
        let mark = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let body = Array(head.dropFirst(mark))
        let charset: TextCharset = mark > 0 || isUTF8(body, isWhole: isWhole) ? .utf8 : .windows1252
        let scored = delimiters.map { delimiter in
            (delimiter: delimiter, score: score(DelimitedText(delimiter: delimiter, charset: charset), body, isWhole))
        }
        var best = scored[0]
        for other in scored.dropFirst() where other.score > best.score { best = other }
        return Guess(text: DelimitedText(delimiter: best.delimiter, charset: charset), markLength: mark)
    }

    /// Whether `head` begins with the mark of UTF-16, or reads like it.
    public static func isWide(_ head: [UInt8]) -> Bool { byteOrder(head) != nil }

    /// The byte order of UTF-16 text, and how long its mark is; nothing for text of another kind.
    public static func byteOrder(_ head: [UInt8]) -> (isBigEndian: Bool, markLength: Int)? {
        if head.starts(with: [0xFF, 0xFE]) { return (false, 2) }
        if head.starts(with: [0xFE, 0xFF]) { return (true, 2) }
        guard head.count >= 8 else { return nil }
        let sample = head.prefix(512)
        let pairs = sample.count / 2
        let evenNULs = stride(from: 0, to: pairs * 2, by: 2).count { sample[$0] == 0 }
        let oddNULs = stride(from: 1, to: pairs * 2, by: 2).count { sample[$0] == 0 }
        if oddNULs > pairs * 3 / 4, evenNULs == 0 { return (false, 0) }
        if evenNULs > pairs * 3 / 4, oddNULs == 0 { return (true, 0) }
        return nil
    }

    /// Whether the bytes are UTF-8; a character cut in two at the end of a part counts as one.
    private static func isUTF8(_ bytes: [UInt8], isWhole: Bool) -> Bool {
        let most = isWhole ? 0 : min(3, bytes.count)
        return (0...most).contains { cut in
            bytes.dropLast(cut).withUnsafeBufferPointer { UTF8Text.read($0) != nil }
        }
    }

    /// Cells a row where the first rows agree, and a tenth of that where they do not.
    private static func score(_ text: DelimitedText, _ bytes: [UInt8], _ isWhole: Bool) -> Int {
        let counts = bytes.withUnsafeBufferPointer { bytes in
            var counts: [Int] = []
            var place = 0
            while counts.count < 30, let row = text.row(in: bytes, from: place, isEnd: isWhole), row.length > 0 {
                if !row.isBlank { counts.append(row.cells.count) }
                place += row.length
            }
            return counts
        }
        guard let first = counts.first, first > 1 else { return 0 }
        let alike = counts.count { $0 == first }
        return alike * 10 >= counts.count * 9 ? first * 10 : first
    }
}
