import SluiceCore

/// What changed in a register since its version in use: numbers as E.164 digits, kept as rows elsewhere and merged at
/// look-up.
///
/// Small by intent, as all of it stands in memory. A number that is in both sets counts as added.
public struct RegisterDelta: Sendable, Hashable {
    /// The numbers listed since.
    public var added: Set<Int64>

    /// The numbers taken off since.
    public var removed: Set<Int64>

    /// The changes since a version; none by default.
    public init(added: Set<Int64> = [], removed: Set<Int64> = []) {
        self.added = added
        self.removed = removed
    }

    /// Whether nothing changed.
    public var isEmpty: Bool { added.isEmpty && removed.isEmpty }
}

/// One register of numbers as it stands now: its version in use and the changes since.
struct ListedNumbers: Sendable {
    let set: PhoneSet?
    let delta: RegisterDelta
    /// Spares the two hashings where nothing changed.
    private let hasDelta: Bool

    init(_ set: PhoneSet?, _ delta: RegisterDelta = RegisterDelta()) {
        self.set = set
        self.delta = delta
        hasDelta = !delta.isEmpty
    }

    /// Whether the number is listed; nil when no version is loaded and the changes do not list it, so nobody knows.
    func lists(_ phone: PhoneNumber) -> Bool? {
        if hasDelta {
            if delta.added.contains(phone.digits) { return true }
            if delta.removed.contains(phone.digits) { return set == nil ? nil : false }
        }
        return set?.contains(phone)
    }
}
