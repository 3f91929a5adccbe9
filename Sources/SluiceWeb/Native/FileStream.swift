import HTTPTypes
import Hummingbird
import NIOCore

/// Writes a file to whoever downloads it, a piece at a time.
public struct FileWriter: ~Copyable {
    private var writer: any ResponseBodyWriter

    fileprivate init(_ writer: any ResponseBodyWriter) {
        self.writer = writer
    }

    /// Sends the next bytes, waiting for a slow reader. Throws when the reader is gone.
    public mutating func send(_ bytes: [UInt8]) async throws {
        try await writer.write(ByteBuffer(bytes: bytes))
    }

    fileprivate consuming func end() async throws {
        try await writer.finish(nil)
    }
}

/// A file that is made while it is downloaded. When it fails in the middle the connection ends before its last chunk, so
/// that no reader takes half of it for the whole.
public struct FileDownload: Sendable {
    let name: String
    let body: @Sendable (inout FileWriter) async throws -> Void

    /// A file that is saved under `name`, a plain word with its ending.
    public init(_ name: String, body: @escaping @Sendable (inout FileWriter) async throws -> Void) {
        self.name = name
        self.body = body
    }

    var response: Response {
        var headers: HTTPFields = [.contentType: "text/csv; charset=utf-8", .cacheControl: "no-store"]
        headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { [body] writer in
                var file = FileWriter(writer)
                try await body(&file)
                try await file.end()
            })
    }
}

/// A file that comes as the body of a request, read a piece at a time.
public struct FileUpload: Sendable {
    private let body: RequestBody
    /// How many bytes the sender says there will be.
    public let length: Int64?

    init(_ body: RequestBody, length: String?) {
        self.body = body
        self.length = length.flatMap { Int64($0) }
    }

    /// Gives the file's bytes to `take`, piece after piece; a piece is read when the one before has been taken. Throws
    /// where the sender goes away before the end.
    public func read(_ take: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
        for try await part in body { try await take(Array(part.readableBytesView)) }
    }
}
