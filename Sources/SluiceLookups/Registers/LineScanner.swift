import Foundation

/// Cuts a source of bytes into lines, with one buffer and without copying a line.
///
/// A line ends at a line feed; a carriage return before it and a byte order mark before the first line are left out. A
/// line longer than the buffer is given once, cut short.
struct LineScanner {
    private static let bufferLength = 1 << 20
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    let source: ByteSource

    /// Reads the source to its end.
    ///
    /// `onLine` is given each line, valid until it returns; `onChunk` the bytes read so far, after each chunk.
    func scan(
        onLine: (UnsafeBufferPointer<UInt8>) throws -> Void, onChunk: (Int64) throws -> Void
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferLength, alignment: 16)
        defer { buffer.deallocate() }
        var filled = 0
        var total: Int64 = 0
        var isSkipping = false
        var isFirst = true
        while true {
            let got = try source.read(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            guard got > 0, got <= buffer.count - filled else { break }
            filled += got
            total &+= Int64(got)
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<filled]).bindMemory(to: UInt8.self)
            var start = isFirst && bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
            isFirst = false
            while let end = Self.lineFeed(in: bytes, from: start) {
                if !isSkipping { try onLine(Self.line(bytes, start, end)) }
                isSkipping = false
                start = end + 1
            }
            let rest = filled - start
            if rest == buffer.count {
                if !isSkipping { try onLine(bytes) }
                isSkipping = true
                filled = 0
            } else {
                if rest > 0, start > 0, let base = buffer.baseAddress { memmove(base, base + start, rest) }
                filled = rest
            }
            try onChunk(total)
        }
        if filled > 0, !isSkipping {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<filled]).bindMemory(to: UInt8.self)
            try onLine(Self.line(bytes, 0, filled))
        }
    }

    private static func lineFeed(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, 0x0A, bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    private static func line(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> UnsafeBufferPointer<UInt8> {
        let end = end > start && bytes[end - 1] == 0x0D ? end - 1 : end
        return UnsafeBufferPointer(rebasing: bytes[start..<end])
    }
}
