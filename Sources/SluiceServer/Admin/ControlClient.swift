import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import SluiceCore

/// Speaks to the desk of the server that runs on a data folder.
struct ControlClient: Sendable {
    /// A server that answers at all does so within this time or tells of its progress.
    private static let longestWait = TimeAmount.hours(12)
    private let place: ControlPlace

    init(folder: String) {
        place = ControlPlace(folder: folder)
    }

    /// The server's answer; nothing when no server is listening. Throws what the desk threw, or
    /// ``ControlFault`` when the server went away before it had answered.
    func ask(
        _ request: AdminRequest, progress: @escaping @Sendable (String) -> Void
    ) async throws -> JSONValue? {
        let path = place.socket
        guard FileManager.default.fileExists(atPath: path), let url = URL(httpURLWithSocketPath: path, uri: "/admin")
        else { return nil }
        var post = HTTPClientRequest(url: url.absoluteString)
        post.method = .POST
        post.headers.add(name: "content-type", value: "application/json")
        post.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(request)))
        // The client tries again for as long as it may; a socket that nobody listens on is told of at once enough.
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: .init(timeout: .init(connect: .milliseconds(200))))
        do {
            let answer = try await answer(to: post, by: client, progress)
            try await client.shutdown()
            return answer
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private func answer(
        to post: HTTPClientRequest, by client: HTTPClient, _ progress: @Sendable (String) -> Void
    ) async throws -> JSONValue? {
        let response: HTTPClientResponse
        do {
            response = try await client.execute(post, timeout: ControlClient.longestWait)
        } catch {
            if ControlClient.isNobodyThere(error) { return nil }
            throw ControlFault(detail: "the server did not answer: \(error)")
        }
        guard response.status == .ok else { throw ControlFault(detail: "the server answered \(response.status.code)") }
        var rest = ByteBuffer()
        do {
            for try await part in response.body {
                rest.writeImmutableBuffer(part)
                while let end = rest.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = rest.readBytes(length: end - rest.readerIndex) ?? []
                    rest.moveReaderIndex(forwardBy: 1)
                    if let answer = try ControlClient.read(line, progress) { return answer }
                }
            }
        } catch let error as HTTPClientError {
            throw ControlFault(detail: "the server went away before it had answered: \(error)")
        }
        throw ControlFault(detail: "the server went away before it had answered; look whether it was done")
    }

    /// One line: the answer where it is the last one.
    private static func read(_ line: [UInt8], _ progress: (String) -> Void) throws -> JSONValue? {
        let line = try JSONValue(parsing: line)
        if let text = line["progress"]?.string {
            progress(text)
            return nil
        }
        if let answer = line["answer"] { return answer }
        if let faults = line["problem"]?.elements {
            throw ProblemReport(
                faults.map {
                    ProblemReport.Fault(field: $0["field"]?.string ?? "", sentence: $0["sentence"]?.string ?? "")
                })
        }
        throw ControlFault(detail: line["failure"]?.string ?? "the server's answer cannot be read")
    }

    /// A socket file that nobody listens on: its server died, or has not begun.
    private static func isNobodyThere(_ error: any Error) -> Bool {
        let numbers: [Int32] = [ENOENT, ECONNREFUSED]
        if let error = error as? IOError { return numbers.contains(error.errnoCode) }
        guard let error = error as? NIOConnectionError else { return false }
        return error.connectionErrors.allSatisfy { numbers.contains(($0.error as? IOError)?.errnoCode ?? 0) }
    }
}

/// A running server that could not be asked, or could not do what it was asked.
public struct ControlFault: Error, Sendable, CustomStringConvertible {
    /// What happened.
    public var detail: String
    /// What happened.
    public var description: String { detail }
}
