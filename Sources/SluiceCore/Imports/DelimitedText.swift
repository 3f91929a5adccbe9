/// Rows of cells as spreadsheets and dialers write them: RFC 4180 with any one-byte delimiter.
///
/// A cell that begins with a quote ends at the next lone one, and may hold delimiters and line ends; a quote anywhere
/// else is an ordinary character. Lines end with a line feed, with or without a carriage return before it, or, in files
/// of old machines, with a carriage return alone.
public struct DelimitedText: Sendable, Hashable, Codable {
    /// The byte between two cells.
    public var delimiter: UInt8
    /// How its text is written.
    public var charset: TextCharset

    /// The bytes of a row, at most. A quote that nobody closes would else swallow the rest of a file.
    public static let longestRow = 262_144

    /// Text of this kind.
    public init(delimiter: UInt8, charset: TextCharset) {
        self.delimiter = delimiter
        self.charset = charset
    }

    /// One row.
    public struct Row: Sendable, Hashable {
        /// Its cells, without their quotes.
        public var cells: [String] = []
        /// How many bytes it takes with its line end.
        public var length = 0
        /// Why its cells cannot be taken, where they cannot.
        public var fault: Fault?

        /// Whether there is nothing in it.
        public var isBlank: Bool { fault == nil && cells.allSatisfy(\.isEmpty) }
    }

    /// What can be wrong with the bytes of a row.
    public struct Fault: Sendable, Hashable {
        /// The column, from 1.
        public var column: Int
        /// What is wrong, as a sentence without its subject.
        public var sentence: String
    }

    /// The row that begins at `start`; nothing where the bytes end before it does and more may come (`isEnd` is false).
    ///
    /// A row whose quote is never closed ends with its first line, so that one bad row costs no other.
    public func row(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, isEnd: Bool) -> Row? {
        guard start >= 0, start < bytes.count else { return nil }
        let window = min(bytes.count, start + DelimitedText.longestRow)
        var reading = Reading(text: self, bytes: bytes, end: window, place: start)
        while true {
            switch reading.cell() {
            case .cell: continue
            case .rowEnd: return reading.row(from: start)
            case .outOfBytes:
                if window < bytes.count || window == start + DelimitedText.longestRow || isEnd && reading.isQuoted {
                    return brokenRow(bytes, from: start, end: window, column: reading.cells.count + 1, reading.isQuoted)
                }
                return isEnd ? reading.row(from: start) : nil
            }
        }
    }

    private func brokenRow(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, end: Int, column: Int, _ isQuoted: Bool
    ) -> Row {
        var place = start
        while place < end, bytes[place] != UInt8(ascii: "\n") { place += 1 }
        var row = Row()
        row.length = min(place + 1, end) - start
        row.fault = Fault(
            column: column,
            sentence: isQuoted
                ? "begins with a quote that is never closed" : "is part of a row longer than 256 KiB")
        return row
    }
}

extension DelimitedText {
    /// One row while its cells are read.
    fileprivate struct Reading {
        enum Step { case cell, rowEnd, outOfBytes }

        let text: DelimitedText
        let bytes: UnsafeBufferPointer<UInt8>
        let end: Int
        var place: Int
        var cells: [String] = []
        var fault: Fault?
        /// Whether the bytes ended inside quotes.
        var isQuoted = false

        init(text: DelimitedText, bytes: UnsafeBufferPointer<UInt8>, end: Int, place: Int) {
            self.text = text
            self.bytes = bytes
            self.end = end
            self.place = place
            cells.reserveCapacity(24)
        }

        func row(from start: Int) -> Row { Row(cells: cells, length: place - start, fault: fault) }

        mutating func cell() -> Step {
            guard place < end else {
                cells.append("")
                return .outOfBytes
            }
            return bytes[place] == UInt8(ascii: "\"") ? quotedCell() : plainCell()
        }

        private mutating func plainCell() -> Step {
            let begin = place
            while place < end {
                let byte = bytes[place]
                if byte == text.delimiter {
                    take(begin, place)
                    place += 1
                    return .cell
                }
                if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                    guard let after = lineEnd() else { break }
                    take(begin, place)
                    place = after
                    return .rowEnd
                }
                place += 1
            }
            take(begin, place)
            if place < end { place = end }
            return .outOfBytes
        }

        private mutating func quotedCell() -> Step {
            var content: [UInt8] = []
            var begin = place + 1
            place = begin
            isQuoted = true
            while place < end {
                guard bytes[place] == UInt8(ascii: "\"") else {
                    place += 1
                    continue
                }
                content += UnsafeBufferPointer(rebasing: bytes[begin..<place])
                place += 1
                if place < end, bytes[place] == UInt8(ascii: "\"") {
                    begin = place
                    place += 1
                    continue
                }
                isQuoted = false
                return closed(content)
            }
            return .outOfBytes
        }

        /// Behind the closing quote: what stands before the next delimiter belongs to the cell all the same.
        private mutating func closed(_ content: [UInt8]) -> Step {
            let begin = place
            while place < end {
                let byte = bytes[place]
                let isEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
                guard byte == text.delimiter || isEnd else {
                    place += 1
                    continue
                }
                let after = isEnd ? lineEnd() : place + 1
                guard let after else { break }
                append(content + UnsafeBufferPointer(rebasing: bytes[begin..<place]))
                place = after
                return isEnd ? .rowEnd : .cell
            }
            append(content + UnsafeBufferPointer(rebasing: bytes[begin..<place]))
            if place < end { place = end }
            return .outOfBytes
        }

        /// The place behind the line end that stands at `place`; nothing where a line feed may follow the last byte.
        private func lineEnd() -> Int? {
            if bytes[place] == UInt8(ascii: "\n") { return place + 1 }
            guard place + 1 < end else { return nil }
            return bytes[place + 1] == UInt8(ascii: "\n") ? place + 2 : place + 1
        }

        private mutating func take(_ begin: Int, _ end: Int) {
            let cell = UnsafeBufferPointer(rebasing: bytes[begin..<end])
            if UTF8Text.isASCII(cell) {
                note(cell.contains(0))
                cells.append(String(decoding: cell, as: UTF8.self))
            } else {
                append(Array(cell))
            }
        }

        private mutating func append(_ content: [UInt8]) {
            let utf8 = text.charset.utf8(content)
            note(utf8.contains(0))
            let read = utf8.withUnsafeBufferPointer { UTF8Text.read($0) }
            cells.append(read ?? "")
            if read == nil, fault == nil {
                fault = Fault(column: cells.count, sentence: "is no \(text.charset.rawValue)")
            }
        }

        private mutating func note(_ hasNUL: Bool) {
            guard hasNUL, fault == nil else { return }
            fault = Fault(column: cells.count + 1, sentence: "holds a NUL character")
        }
    }
}
