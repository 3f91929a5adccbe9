import Foundation
import SluiceCore
import SluiceDatabase

extension AdminDesk {
    /// Writes all that this server holds into one archive, while it goes on.
    func backUp(to path: String, progress: @escaping @Sendable (String) -> Void) async throws -> JSONValue {
        guard path.hasPrefix("/") else { throw ProblemReport("file", "takes the whole path, beginning with /") }
        let (manifest, bytes) = try await Backup(parts: parts, path: path, progress: progress).run()
        return .members(
            ("archive", .string(path)), ("made", .moment(manifest.madeAt)), ("bytes", .integer(bytes)),
            ("files", .integer(Int64(manifest.files.count))), ("tables", .integer(Int64(manifest.tables.count))),
            ("rows", .integer(manifest.rows)))
    }
}
