import Foundation

/// Where the bytes of an import come from: a file, an upload, a pipe.
public struct ByteSource {
    /// How many bytes there will be, where that is known; progress counts against it.
    public let totalBytes: Int64?

    /// Fills a part of the buffer and says how many bytes it filled; 0 is the end.
    public let read: (UnsafeMutableRawBufferPointer) throws -> Int

    /// A source that is read by calling `read` until it returns 0.
    public init(totalBytes: Int64?, read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
        self.totalBytes = totalBytes
        self.read = read
    }

    /// A file on disk, opened at once and closed with the last copy of this value.
    public static func file(_ path: String) throws(RegisterFault) -> ByteSource {
        let (descriptor, length) = try SystemCall.openForReading(path)
        let owned = OwnedDescriptor(descriptor)
        return ByteSource(totalBytes: length) { try SystemCall.read(owned.descriptor, into: $0) }
    }

    /// Bytes already in memory.
    public static func bytes(_ bytes: [UInt8]) -> ByteSource {
        var position = 0
        return ByteSource(totalBytes: Int64(bytes.count)) { buffer in
            let part = bytes[position..<min(position + buffer.count, bytes.count)]
            buffer.copyBytes(from: part)
            position += part.count
            return part.count
        }
    }
}

private final class OwnedDescriptor {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
