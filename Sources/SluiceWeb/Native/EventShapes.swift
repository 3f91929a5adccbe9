public import SluiceCore

/// What the body of every kind of event looks like: the one register that `/openapi.json`, `/docs`, the samples and the tests
/// read. What is sent and is not here fails a test.
public enum EventShapes {
    /// The version of the shapes; it grows when one loses or renames something.
    public static let version: Int64 = 1

    /// One fact of an event.
    public struct Fact: Sendable {
        /// Its name and what it holds.
        public var member: Shape.Member
        /// What it looks like.
        public var example: JSONValue

        init(_ name: String, _ shape: Shape, _ note: String, _ example: JSONValue, isAlways: Bool = true) {
            member = Shape.Member(name, shape, note, isRequired: isAlways)
            self.example = example
        }
    }

    /// The body of an event of this kind.
    public static func body(of kind: EventKind) -> Shape {
        .object([
            .init("type", .choice([kind.rawValue]), "What happened.", isRequired: true),
            .init("version", .integer(version...version), "The version of this shape.", isRequired: true),
            .init("timestamp", .moment, "When it happened; every attempt says the same.", isRequired: true),
            .init("data", data(of: kind), "The facts.", isRequired: true),
        ])
    }

    /// What `data` of this kind holds: the lead, where it is about one, and the facts of its own.
    public static func data(of kind: EventKind) -> Shape {
        let about: [Shape.Member] =
            switch kind {
            case _ where kind.isAboutLead:
                [
                    .init(
                        "lead", lead, "The lead as it was when the event happened, or when it was read.",
                        isRequired: true)
                ]
            case .deliveryDead: [.init("lead", lead, "The lead that the delivery told of, if it did of one.")]
            case .postDecided: [.init("lead", lead, "The lead that came of it, if one did.")]
            default: []
            }
        return .object(about + facts(of: kind).map(\.member))
    }

    /// An event of this kind as a receiver gets it.
    public static func example(of kind: EventKind) -> JSONValue {
        let about: [(name: String, value: JSONValue)] = kind.isAboutLead ? [("lead", exampleLead)] : []
        return .object([
            ("type", .string(kind.rawValue)), ("version", .integer(version)), ("timestamp", moment),
            ("data", .object(about + exampleFacts(of: kind))),
        ])
    }

    /// The facts of the example.
    public static func exampleFacts(of kind: EventKind) -> [(name: String, value: JSONValue)] {
        facts(of: kind).map { ($0.member.name, $0.example) }
    }

    private static let moment = JSONValue.string("2026-01-20T20:00:00.000Z")

    private static let lead = Shape.object([
        .init("id", .id, "Its number.", isRequired: true),
        .init("phone", .text(), "Its phone with the calling code, digits only.", isRequired: true),
        .init("list_id", .id, "The List it is in.", isRequired: true),
        .init("list", .optional(.text()), "The name of the List.", isRequired: true),
        .init("campaign", .optional(.text()), "The name of the List's Campaign.", isRequired: true),
        .init("status", .text(), "Its status.", isRequired: true),
        .init("called_count", .count, "How often it was called.", isRequired: true),
        .init("created_at", .moment, "When it was stored.", isRequired: true),
        .init("modified_at", .moment, "When it was changed last.", isRequired: true),
        .init(
            "fields", .map(.text()), "Its fields by their API names; those that are empty are left out.",
            isRequired: true),
    ])

    private static let exampleLead = JSONValue.object([
        ("id", .integer(1)), ("phone", .string("13105550143")), ("list_id", .integer(1001)),
        ("list", .string("Solar fresh leads")), ("campaign", .string("Solar Outbound")), ("status", .string("NEW")),
        ("called_count", .integer(0)), ("created_at", moment), ("modified_at", moment),
        ("fields", .object([("email", .string("ann@example.com")), ("first_name", .string("Ann"))])),
    ])
}

extension EventShapes {
    /// What an event of this kind tells beside the lead.
    static func facts(of kind: EventKind) -> [Fact] {
        switch kind {
        case .leadCreated: [receipt(isAlways: true), list(isAlways: true)]
        case .leadUpdated:
            [
                receipt(isAlways: false),
                Fact(
                    "changed", .list(.text()), "The fields that are another now, where the API changed it.",
                    .array([.string("status")]), isAlways: false),
                Fact("status", .text(), "The status now, where the API changed it.", .string("SALE"), isAlways: false),
                statusBefore(isAlways: false), actor,
            ]
        case .leadMoved:
            [
                Fact("from_list_id", .id, "The List it was in.", .integer(1002)), list(isAlways: true),
                Fact(
                    "reason", .choice(["api", "relocated"]),
                    "Why: the API moved it, or it made room for a newer lead of the number.", .string("api")), actor,
            ]
        case .leadDeleted:
            [
                list(isAlways: false),
                Fact(
                    "reason", .choice(["list_deleted"]), "Why, where its List was deleted.", .string("list_deleted"),
                    isAlways: false),
            ]
        case .leadRestored, .leadArchived: []
        case .leadReturned, .leadReturnUndone:
            [
                Fact("reason", .text(), "Why it was given back.", .string("wrong_number")),
                Fact("price", .text(), "What was paid for it.", .string("12.50")),
                Fact(
                    "status", .text(), "The status now.", .string(kind == .leadReturned ? "RETURN" : "NEW")),
                statusBefore(isAlways: true),
            ]
        case .postHeld: [Fact("receipt_id", .id, "The receipt that says so.", .integer(53))]
        case .postDecided:
            [
                Fact("receipt_id", .id, "The receipt of what became of it.", .integer(60)),
                Fact("held_receipt_id", .id, "The receipt that it was held with.", .integer(53)),
                Fact("outcome", .choice(["accepted", "updated", "refused"]), "How it ended.", .string("accepted")),
                Fact("code", .optional(.integer()), "The code of a refusal in `/v1`.", .null),
            ]
        case .hopperExpired: [Fact("campaign_id", .id, "The Campaign whose hopper it left.", .integer(11))]
        case .dncAdded, .dncLifted, .smsOptOutAdded, .smsOptOutLifted:
            [Fact("entry_id", .id, "The entry's number. The phone is not told.", .integer(7))]
        case .endpointDisabled: [endpoint, reason("Why.", "410: the receiver wants no more")]
        case .deliveryDead:
            [
                Fact("delivery_id", .id, "The delivery.", .integer(42)), endpoint,
                reason("The last fault.", "status_rejected"),
            ]
        }
    }

    private static func receipt(isAlways: Bool) -> Fact {
        Fact("receipt_id", .id, "The receipt of the post that did it.", .integer(43), isAlways: isAlways)
    }

    private static func list(isAlways: Bool) -> Fact {
        Fact("list_id", .id, "The List.", .integer(1001), isAlways: isAlways)
    }

    private static func statusBefore(isAlways: Bool) -> Fact {
        Fact("status_before", .text(), "The status before.", .string("NEW"), isAlways: isAlways)
    }

    private static func reason(_ note: String, _ example: String) -> Fact {
        Fact("reason", .text(), note, .string(example))
    }

    private static let actor = Fact(
        "actor", .text(), "Who did it, where somebody did.", .string("token/crm"), isAlways: false)
    private static let endpoint = Fact("endpoint_id", .id, "The Endpoint.", .integer(3))
}
