import Foundation
import SluiceCore

/// What the demo keeps for itself between two starts on one folder: its token, its user's password, and how many
/// leads it has posted.
struct DemoSecrets: Codable {
    var token: String
    var password: String
    var posted: Int

    private enum CodingKeys: String, CodingKey {
        case token
        case password
        case posted
    }

    static let fileName = "demo-secrets.json"

    /// The secrets of a folder, made there where it has none.
    static func keep(in folder: String, _ dice: Dice) throws -> DemoSecrets {
        let path = "\(folder)/\(fileName)"
        if FileManager.default.fileExists(atPath: path) {
            do {
                return try JSONDecoder().decode(
                    DemoSecrets.self, from: try Data(contentsOf: URL(fileURLWithPath: path)))
            } catch {
                throw DataFolderFault(folder: folder, detail: "has a \(fileName) that cannot be read; remove that file")
            }
        }
        let secrets = DemoSecrets(token: dice.secret(32), password: dice.secret(20), posted: 0)
        try secrets.write(in: folder)
        return secrets
    }

    func write(in folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try SecretFile.write(try encoder.encode(self), to: "\(folder)/\(DemoSecrets.fileName)")
    }
}
