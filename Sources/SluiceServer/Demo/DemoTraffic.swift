import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SluiceCore

/// Sends the demo's posts to the server's own front door, as anybody else would.
struct DemoTraffic: Sendable {
    /// What came back for one post.
    struct Answer: Sendable {
        var status: Int
        var json: JSONValue
        var receipt: Int64? { json["receipt_id"]?.integer }
    }

    private static let longestAnswer = 1 << 20
    let url: String
    let token: String

    /// Sends posts `first..<end`, a round at a time, those of a round side by side.
    func send(_ posts: DemoPosts, _ range: Range<Int>) async throws -> [Answer] {
        // A server that stops while we post is not waited for.
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: .init(timeout: .init(connect: .seconds(2))))
        do {
            var answers: [Answer] = []
            for start in stride(from: range.lowerBound, to: range.upperBound, by: DemoPosts.round) {
                let end = min(start + DemoPosts.round, range.upperBound)
                answers += try await withThrowingTaskGroup(of: Answer.self) { group in
                    for index in start..<end {
                        group.addTask { try await answer(to: posts.post(index), by: client) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            try await client.shutdown()
            return answers
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    private func answer(to post: DemoPost, by client: HTTPClient) async throws -> Answer {
        let response = try await client.execute(request(post), timeout: .seconds(30))
        let body = try await response.body.collect(upTo: DemoTraffic.longestAnswer)
        return Answer(
            status: Int(response.status.code), json: try JSONValue(parsing: Array(body.readableBytesView)))
    }

    private func request(_ post: DemoPost) -> HTTPClientRequest {
        let target = "\(url)/v1/\(post.path)"
        let all = post.fields + [("auth_token", token)]
        var request = HTTPClientRequest(url: target)
        request.method = .POST
        switch post.transport {
        case .query:
            request = HTTPClientRequest(url: "\(target)?\(DemoTraffic.form(all))")
        case .form:
            request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: DemoTraffic.form(all)))
        case .json:
            request.headers.add(name: "content-type", value: "application/json")
            request.headers.add(name: "authorization", value: "Bearer \(token)")
            request.body = .bytes(ByteBuffer(string: JSONText.object(post.fields)))
        case .multipart:
            request.headers.add(name: "content-type", value: "multipart/form-data; boundary=demo-boundary")
            let parts = all.map { name, value in
                "--demo-boundary\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            }
            request.body = .bytes(ByteBuffer(string: parts.joined() + "--demo-boundary--\r\n"))
        }
        return request
    }

    /// Fields as a query or a form.
    static func form(_ fields: [(String, String)]) -> String {
        func escaped(_ text: String) -> String {
            let digits = Array("0123456789ABCDEF".utf8)
            var bytes: [UInt8] = []
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    bytes.append(byte)
                default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        return fields.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }
}
