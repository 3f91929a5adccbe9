import SluiceCore
import Testing

@Suite struct `Delimited text` {
    private static func rows(
        _ bytes: [UInt8], _ text: DelimitedText = DelimitedText(delimiter: 0x2C, charset: .utf8)
    ) -> [DelimitedText.Row] {
        bytes.withUnsafeBufferPointer { bytes in
            var rows: [DelimitedText.Row] = []
            var place = 0
            while let row = text.row(in: bytes, from: place, isEnd: true), row.length > 0 {
                rows.append(row)
                place += row.length
            }
            return rows
        }
    }

    static let cases: [(text: String, rows: [[String]])] = [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("a,,c\n,,\n", [["a", "", "c"], ["", "", ""]]),
        ("\"a,b\",c\n", [["a,b", "c"]]),
        ("\"line one\nline two\",c\nd,e\n", [["line one\nline two", "c"], ["d", "e"]]),
        ("\"she said \"\"no\"\"\",c\n", [["she said \"no\"", "c"]]),
        ("\"\",\"\"\"\"\n", [["", "\""]]),
        ("6\" pipe,b\n", [["6\" pipe", "b"]]),
        ("\"a\"b,c\n", [["ab", "c"]]),
        ("a,b,\n", [["a", "b", ""]]),
        ("a,b,", [["a", "b", ""]]),
        ("\n\na\n", [[""], [""], ["a"]]),
        ("é,ü\n", [["é", "ü"]]),
    ]

    @Test(arguments: cases) func `is cut into the cells that were meant`(one: (text: String, rows: [[String]])) {
        let rows = Self.rows(Array(one.text.utf8))
        #expect(rows.map(\.cells) == one.rows)
        #expect(rows.allSatisfy { $0.fault == nil })
        #expect(rows.map(\.length).reduce(0, +) == one.text.utf8.count)
    }

    @Test func `a quote that nobody closes costs its own line alone`() {
        let rows = Self.rows(Array("a,\"b\nc,d\ne,f\n".utf8))
        #expect(rows.count == 3)
        #expect(rows[0].fault?.column == 2)
        #expect(rows[1].cells == ["c", "d"])
        #expect(rows[2].cells == ["e", "f"])
    }

    @Test func `a quote that is never closed in a long file costs its own line alone`() {
        let line = "c,d,0123456789\n"
        let text = "a,\"b\n" + String(repeating: line, count: DelimitedText.longestRow / line.utf8.count * 2)
        let rows = Self.rows(Array(text.utf8))
        #expect(rows[0].fault != nil)
        #expect(rows.dropFirst().allSatisfy { $0.cells == ["c", "d", "0123456789"] })
        #expect(rows.map(\.length).reduce(0, +) == text.utf8.count)
    }

    @Test func `what is no text names its column`() {
        #expect(Self.rows([0x61, 0x2C, 0x00, 0x0A]).first?.fault?.column == 2)
        #expect(Self.rows([0xFF, 0xFE, 0x2C, 0x61, 0x0A]).first?.fault?.column == 1)
        let windows = DelimitedText(delimiter: 0x2C, charset: .windows1252)
        #expect(Self.rows([0x4A, 0xF6, 0x2C, 0x80, 0x0A], windows).first?.cells == ["Jö", "€"])
    }

    @Test(arguments: [1, 2, 3, UInt64.random(in: 0...(.max))])
    func `any cells come back as they were, wherever a part of the file ends`(seed: UInt64) {
        var dice = JSONDice(seed: seed)
        let delimiter = dice.pick(DelimitedText.delimiters)
        let text = DelimitedText(delimiter: delimiter, charset: .utf8)
        var written: [[String]] = []
        var bytes: [UInt8] = []
        for _ in 0..<200 {
            let cells = (0..<Int.random(in: 1...6, using: &dice)).map { _ in dice.text() }
            written.append(cells)
            for (index, cell) in cells.enumerated() {
                if index > 0 { bytes.append(delimiter) }
                bytes += [0x22] + cell.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] } + [0x22]
            }
            bytes += Array(dice.pick(["\n", "\r\n"]).utf8)
        }
        var read: [[String]] = []
        var start = 0
        var end = 0
        while start < bytes.count {
            end = min(bytes.count, max(end, start) + Int.random(in: 1...40, using: &dice))
            let row = bytes[..<end].withUnsafeBufferPointer { [start] part in
                text.row(in: part, from: start, isEnd: end == bytes.count)
            }
            guard let row else { continue }
            read.append(row.cells)
            start += row.length
        }
        #expect(read == written, "seed \(seed)")
    }
}

@Suite struct `A guess at a file` {
    static let cases: [(head: [UInt8], delimiter: UInt8, charset: TextCharset)] = [
        (Array("name,phone\nAnn,3105556789\n".utf8), 0x2C, .utf8),
        (Array("name\tphone\nAnn, Lee\t3105556789\n".utf8), 0x09, .utf8),
        (Array("name;phone;fee\nAnn;3105556789;1,5\nBob;2135556789;2,5\n".utf8), 0x3B, .utf8),
        (Array("name|phone\nAnn|3105556789\n".utf8), 0x7C, .utf8),
        ([0xEF, 0xBB, 0xBF] + Array("a,b\n1,2\n".utf8), 0x2C, .utf8),
        ([0x4A, 0xF6, 0x72, 0x67, 0x3B, 0x61, 0x0A], 0x3B, .windows1252),
        (Array("phone\n3105556789\n".utf8), 0x2C, .utf8),
    ]

    @Test(arguments: cases) func `finds delimiter and encoding`(
        one: (head: [UInt8], delimiter: UInt8, charset: TextCharset)
    ) {
        let guess = DelimitedText.guess(one.head, isWhole: true)
        #expect(guess?.text.delimiter == one.delimiter)
        #expect(guess?.text.charset == one.charset)
    }

    @Test func `knows UTF-16 with a mark and without one`() {
        #expect(DelimitedText.byteOrder([0xFF, 0xFE, 0x61, 0])?.isBigEndian == false)
        #expect(DelimitedText.byteOrder([0xFE, 0xFF, 0, 0x61])?.isBigEndian == true)
        let plain = Array("phone,name\n".utf8)
        #expect(DelimitedText.byteOrder(plain.flatMap { [$0, 0] })?.isBigEndian == false)
        #expect(DelimitedText.byteOrder(plain.flatMap { [0, $0] })?.isBigEndian == true)
        #expect(DelimitedText.byteOrder(plain) == nil)
    }
}
