public import SluiceCore

/// All registers as they stood at one moment, open for look-ups.
///
/// Immutable: whoever holds a snapshot sees the same versions until letting go of it, whatever is published or rolled
/// back meanwhile. A stage takes one for all its questions about a lead. No question allocates (but for carrier names),
/// locks or waits.
///
/// Where a register is not loaded the answers are nil and never *not listed*: what to do then is a policy of the asker.
public final class RegisterSnapshot: Sendable {
    /// The versions in use, for receipts.
    public let editions: [RegisterName: RegisterEdition]

    /// The same in words, such as `national_dnc v3`, in the order of their names.
    public let sources: [String]

    /// The registers whose version in use cannot be opened, and why.
    ///
    /// Where an earlier version was open it still answers, as ``editions`` says; else the register is not loaded.
    public let faults: [RegisterName: RegisterFault]

    /// The carrier type answers.
    public let carriers: CarrierTypes

    private let nationalDNC: ListedNumbers
    private let litigators: ListedNumbers
    private let states: [(name: RegisterName, numbers: ListedNumbers)]

    init(
        _ registers: [RegisterName: OpenRegister], deltas: [RegisterName: RegisterDelta],
        faults: [RegisterName: RegisterFault]
    ) {
        func listed(_ name: RegisterName) -> ListedNumbers {
            ListedNumbers(registers[name]?.numbers, deltas[name] ?? RegisterDelta())
        }
        editions = registers.mapValues(\.edition)
        sources = editions.sorted { $0.key < $1.key }.map { "\($0.key) v\($0.value.version)" }
        self.faults = faults
        nationalDNC = listed(.nationalDNC)
        litigators = listed(.litigator)
        states = Set(registers.keys).union(deltas.keys)
            .filter { $0.kind == .stateDNC }
            .sorted()
            .map { ($0, listed($0)) }
        carriers = CarrierTypes(
            portedToWireless: listed(.portedToWireless), portedToLandline: listed(.portedToLandline),
            wirelessBlocks: registers[.wirelessBlock]?.blocks, carrierBlocks: registers[.carrierBlock]?.blocks)
    }

    /// Whether the number is on the national Do Not Call registry; nil where that is not loaded.
    public func isOnNationalDNC(_ phone: PhoneNumber) -> Bool? { nationalDNC.lists(phone) }

    /// Whether the number is a known litigator's; nil where that register is not loaded.
    public func isLitigator(_ phone: PhoneNumber) -> Bool? { litigators.lists(phone) }

    /// The states' Do Not Call lists that have the number, in the order of their names.
    ///
    /// Says nothing about states whose list is not loaded: compare ``editions``.
    public func stateLists(_ phone: PhoneNumber) -> [RegisterName] {
        states.filter { $0.numbers.lists(phone) == true }.map(\.name)
    }

    /// Whether the number is wireless, as ``CarrierTypes/isWireless(_:)`` says.
    public func isWireless(_ phone: PhoneNumber) -> Bool? { carriers.isWireless(phone) }

    /// The number's carrier type with its source and age, as ``CarrierTypes/answer(for:)`` says.
    public func carrier(_ phone: PhoneNumber) -> CarrierAnswer { carriers.answer(for: phone) }

    /// How old a register's list is at a moment, in milliseconds since its issue; nil where it is not loaded.
    public func age(of name: RegisterName, at now: Int64) -> Int64? { editions[name]?.age(at: now) }
}
