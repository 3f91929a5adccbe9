import SluiceCore

@testable import SluiceLookups

/// An empty shelf in a scratch folder, and two numbers to put on it.
struct ShelfFixture {
    static let texas = RegisterName("state_dnc:TX") ?? .nationalDNC

    let folder: ScratchFolder
    let root: String
    let shelf: RegisterShelf
    let first = PhoneNumber(13_105_556_789)
    let second = PhoneNumber(12_125_551_212)

    init() throws {
        folder = try ScratchFolder()
        root = folder.path("registers")
        shelf = try RegisterShelf(folder: root)
    }

    /// A list of these numbers.
    func text(_ phones: PhoneNumber...) -> ByteSource {
        .bytes(Array(phones.map { "\($0.digits)\n" }.joined().utf8))
    }

    @discardableResult
    func publish(
        _ source: ByteSource, as name: RegisterName = .nationalDNC, issuedOn: Int64 = 1_000, now: Int64 = 2_000,
        acceptingShrink: Bool = false
    ) throws -> RegisterPublication {
        try shelf.publish(
            name, importing: source, sourceName: "list.txt", issuedOn: issuedOn, now: now,
            acceptingShrink: acceptingShrink)
    }

    /// The shelf as another process, or this one after a restart, finds it.
    func reopened() throws -> RegisterShelf { try RegisterShelf(folder: root) }
}
