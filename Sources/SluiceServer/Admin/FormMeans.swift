import SluiceCore
import SluiceDatabase

/// What a form needs beside its fields: chance, and somebody who seals what nobody is to read again.
struct FormMeans: Sendable {
    let dice: Dice
    /// Seals a text for the account.
    let seal: @Sendable (String) throws -> String

    /// The means of a server, for one account.
    init(_ parts: Parts, _ account: AccountID) {
        dice = parts.dice
        seal = { text in
            try parts.masterKey().seal(Array(text.utf8), for: ConnectSecrets.place(account), dice: parts.dice)
        }
    }

    /// Means of forms that seal nothing.
    init(_ dice: Dice) {
        self.dice = dice
        seal = { _ in throw MasterKeyFault.otherKey }
    }
}
