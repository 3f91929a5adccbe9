import SluiceCore

/// Reads `multipart/form-data` (RFC 7578), text parts only.
///
/// Lines may end with a bare LF, for hand-made clients write them so. An untouched file input, with neither file name
/// nor content, is no parameter; any other file is refused.
struct MultipartReader {
    private let bytes: Bytes
    private let boundary: [UInt8]
    private let charset: TextCharset
    private var offset = 0

    private init(_ bytes: Bytes, _ boundary: [UInt8], _ charset: TextCharset) {
        self.bytes = bytes
        self.boundary = boundary
        self.charset = charset
    }

    /// Takes every part of `bytes`; stops once there are too many. Throws 400 where the parts cannot be told apart.
    static func read(
        _ bytes: Bytes, boundary: [UInt8], in charset: TextCharset, into gathered: inout ParameterGathering
    ) throws(UnreadableRequest) {
        var reader = MultipartReader(bytes, boundary, charset)
        guard var delimiter = reader.nextDelimiter() else {
            throw UnreadableRequest(status: 400, text: "the multipart body does not contain its boundary")
        }
        while !delimiter.isLast, !gathered.isOver {
            let part = try reader.partHeader()
            let start = reader.offset
            guard let next = reader.nextDelimiter() else {
                throw UnreadableRequest(status: 400, text: "the multipart body ends before its last boundary")
            }
            try part.add(bytes.part(from: start, to: next.contentEnd), into: &gathered)
            delimiter = next
        }
    }

    // Finds the next boundary that has a line of its own, and leaves `offset` behind that line.
    private mutating func nextDelimiter() -> (contentEnd: Int, isLast: Bool)? {
        var lineStart = offset
        while bytes.count &- lineStart >= boundary.count &+ 2 {
            if let isLast = takeDelimiter(at: lineStart) {
                var end = lineStart
                if end > 0 { end &-= 1 }
                if end > 0, bytes[end &- 1] == UInt8(ascii: "\r") { end &-= 1 }
                return (end, isLast)
            }
            lineStart = bytes.position(of: UInt8(ascii: "\n"), from: lineStart) &+ 1
        }
        return nil
    }

    // Whether the line at `start` is the last delimiter; nothing where it is none.
    private mutating func takeDelimiter(at start: Int) -> Bool? {
        guard bytes[start] == UInt8(ascii: "-"), bytes[start &+ 1] == UInt8(ascii: "-") else { return nil }
        var end = start &+ 2
        for byte in boundary {
            guard bytes[end] == byte else { return nil }
            end &+= 1
        }
        if bytes.count &- end >= 2, bytes[end] == UInt8(ascii: "-"), bytes[end &+ 1] == UInt8(ascii: "-") {
            offset = bytes.count
            return true
        }
        while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 || bytes[end] == 0x0D { end &+= 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\n") else { return nil }
        offset = end &+ 1
        return false
    }

    // Takes the header lines of a part and the empty line behind them.
    private mutating func partHeader() throws(UnreadableRequest) -> MultipartPart {
        var part = MultipartPart(charset: charset)
        while offset < bytes.count {
            let end = bytes.position(of: UInt8(ascii: "\n"), from: offset)
            let hasReturn = end > offset && bytes[end &- 1] == UInt8(ascii: "\r")
            let line = bytes.part(from: offset, to: hasReturn ? end &- 1 : end)
            // The line break in front of the next boundary may be the one of this empty line.
            if line.isEmpty {
                offset = end &+ 1
                return part
            }
            try part.read(line)
            offset = end &+ 1
        }
        throw UnreadableRequest(status: 400, text: "the multipart body ends within a part's header")
    }
}

/// The header of one part.
struct MultipartPart {
    private var charset: TextCharset
    private var name = Bytes(start: nil, count: 0)
    private var hasEscapes = false
    private var hasFileName = false
    private var isNamelessFile = true
    private var isFileSet = false
    private var isEncoded = false

    init(charset: TextCharset) {
        self.charset = charset
    }

    /// Takes one header line; lines that say nothing to us are skipped.
    mutating func read(_ line: Bytes) throws(UnreadableRequest) {
        let colon = line.position(of: UInt8(ascii: ":"), from: 0)
        let header = line.part(from: 0, to: colon)
        if header.isSame("content-disposition") {
            readDisposition(HeaderParameters(line.part(from: colon &+ 1, to: line.count)))
        } else if header.isSame("content-type") {
            try readType(HeaderParameters(line.part(from: colon &+ 1, to: line.count)))
        } else if header.isSame("content-transfer-encoding") {
            let encoding = HeaderParameters(line.part(from: colon &+ 1, to: line.count)).head
            isEncoded = !(encoding.isSame("7bit") || encoding.isSame("8bit") || encoding.isSame("binary"))
        }
    }

    private mutating func readDisposition(_ disposition: HeaderParameters) {
        var parameters = disposition
        while let parameter = parameters.next() {
            if parameter.name.isSame("name") {
                name = parameter.value
                hasEscapes = parameter.isEscaped
            } else if parameter.name.isSame("filename") || parameter.name.isSame("filename*") {
                hasFileName = true
                isNamelessFile = isNamelessFile && parameter.value.isEmpty
            }
        }
    }

    private mutating func readType(_ type: HeaderParameters) throws(UnreadableRequest) {
        isFileSet = type.head.isSame("multipart/mixed")
        var parameters = type
        while let parameter = parameters.next() {
            guard parameter.name.isSame("charset"), !parameter.value.isEmpty else { continue }
            charset = try BodyFormat.charset(parameter.value)
        }
    }

    /// Takes the part with its content, or notes why it cannot be taken.
    func add(_ content: Bytes, into gathered: inout ParameterGathering) throws(UnreadableRequest) {
        guard !name.isEmpty else {
            throw UnreadableRequest(status: 400, text: "a part of the multipart body has no name")
        }
        if hasFileName, isNamelessFile, content.isEmpty { return }
        if hasFileName || isFileSet { return gathered.refuse(.file, String(decoding: name, as: UTF8.self)) }
        if isEncoded { return gathered.refuse(.transfer, String(decoding: name, as: UTF8.self)) }
        guard hasEscapes else { return gathered.add(name, content, in: charset) }
        HeaderParameters.unescaped(name).withUnsafeBufferPointer { gathered.add($0, content, in: charset) }
    }
}
