import SluiceConnect
import SluiceCore
import SluiceDatabase

/// Opens what forms have sealed for Connect.
enum ConnectSecrets {
    /// What secrets of an account's endpoints are sealed for.
    static func place(_ account: AccountID) -> String { "connect/\(account)" }

    /// The text of a sealed one.
    static func open(_ sealed: String, of account: AccountID, _ keys: KeyRing) throws -> String {
        String(decoding: try keys.masterKey().open(sealed, for: place(account)), as: UTF8.self)
    }
}
