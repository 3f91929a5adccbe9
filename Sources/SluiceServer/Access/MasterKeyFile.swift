import Foundation
import SluiceCore
import SluiceDatabase
import Synchronization

/// Where the master key is: 32 bytes as 64 hexadecimal digits in `master.key` of the data folder, or in the file that the
/// setting names, readable by its owner alone. It is in no database and in no backup.
struct MasterKeyFile {
    /// Why the key cannot be used, in a sentence for the operator.
    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    let path: String
    private let isOwn: Bool

    /// The file of these settings.
    init(_ settings: Settings) {
        isOwn = settings.masterKeyFile.isEmpty
        path = isOwn ? settings.dataFolder + "/master.key" : settings.masterKeyFile
    }

    /// Reads the key. In the data folder it is made where there is none; a file that the operator named has to be there.
    func key(_ dice: Dice) throws(Fault) -> MasterKey {
        if isOwn { try makeIfMissing(dice) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(description: "the master key \(path) cannot be read")
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = MasterKeyFile.bytes(text), let key = MasterKey(bytes) else {
            throw Fault(description: "the master key \(path) is no line of 64 hexadecimal digits")
        }
        return key
    }

    /// Two processes that start at once make one key: whoever comes second finds the file there.
    private func makeIfMissing(_ dice: Dice) throws(Fault) {
        let text = dice.bytes(MasterKey.length).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
        let draft = "\(path).\(dice.secret(8))"
        guard !FileManager.default.fileExists(atPath: path) else { return }
        guard
            FileManager.default.createFile(
                atPath: draft, contents: Data("\(text)\n".utf8), attributes: [.posixPermissions: 0o600])
        else { throw Fault(description: "the master key \(path) cannot be made") }
        let isMade = link(draft, path) == 0 || errno == EEXIST
        unlink(draft)
        if !isMade { throw Fault(description: "the master key \(path) cannot be made") }
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == MasterKey.length * 2, digits.allSatisfy({ $0 != nil }) else { return nil }
        let values = digits.compactMap(\.self)
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}

/// The key that secrets are sealed with, read when it is first needed.
final class KeyRing: Sendable {
    private let settings: Settings
    private let dice: Dice
    private let known = Mutex<MasterKey?>(nil)

    init(_ settings: Settings, _ dice: Dice) {
        self.settings = settings
        self.dice = dice
    }

    /// Throws a ``MasterKeyFile/Fault``.
    func masterKey() throws -> MasterKey {
        try known.withLock { known in
            if let known { return known }
            let read = try MasterKeyFile(settings).key(dice)
            known = read
            return read
        }
    }
}

extension Parts {
    /// The key that secrets are sealed with. Throws a ``MasterKeyFile/Fault``.
    func masterKey() throws -> MasterKey { try keys.masterKey() }
}
