/// An archive that cannot be made, read or restored, or a store that is only half restored.
public struct BackupFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and, where somebody can mend it, how.
    public var detail: String
    /// The same.
    public var description: String { detail }

    init(_ detail: String) {
        self.detail = detail
    }
}
