import SluiceCore
import Testing

@Suite struct `Moments as the internet writes them` {
    static let texts: [(text: String, milliseconds: Int64?)] = [
        ("2026-01-20T20:00:00Z", 1_768_939_200_000), ("2026-01-20T20:00:00.250Z", 1_768_939_200_250),
        ("2026-01-20T12:00:00-08:00", 1_768_939_200_000), ("1970-01-01T00:00:00Z", 0),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("yesterday", nil), ("", nil), ("2026-01-20", nil),
        ("2026-01-20T20:00:00", nil), (String(repeating: "9", count: 30), nil),
    ]

    @Test(arguments: texts)
    func `are read, or refused`(text: String, milliseconds: Int64?) {
        #expect(RFC3339.read(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [0, 1, 999, 1000, 1_768_939_200_250, -1, 253_402_300_799_000])
    func `are read back as they were written`(milliseconds: Int64) {
        #expect(RFC3339.read(RFC3339.write(Timestamp(milliseconds)))?.milliseconds == milliseconds)
    }

    @Test(arguments: [Int64.min, Int64.max])
    func `beyond what can be written stand at the end of it`(milliseconds: Int64) {
        #expect(RFC3339.write(Timestamp(milliseconds)).hasPrefix(milliseconds < 0 ? "1600-01-01" : "9999-12-31"))
    }
}
