import SluiceCore
import SluiceWeb

extension NativeWords {
    private static let id = Field.shown("id", .id, "Its number in the account; it never changes.")

    static let endpoints = NativeWords(
        one: "endpoint", many: "endpoints", type: "Endpoint", title: "Endpoint", fields: destination + asking + secrets)

    private static let destination: [Field] = [
        id, .both("name", .text(1...60), "What people call it.", isNeeded: true),
        .both(
            "url", .text(1...2000),
            "The whole address; `%field%` stands for a value of the lead. Sealed, and shown without the values of its query.",
            isNeeded: true),
        .both("active", .flag, "Whether it is asked."),
        .shown("trouble", .optional(.text()), "Why Sluice has switched it off."),
        .both(
            "adaptor", .optional(.reference("adaptor")), "The map of what is sent; null sends the event itself."),
        .both("method", .choice(words(of: Endpoint.Method.self)), "GET puts mapped fields into the query."),
        .both("body", .choice(words(of: Endpoint.BodyType.self)), "How a POST is written; `raw` is URL-encoded."),
        .both("answer", .choice(words(of: Endpoint.AnswerType.self)), "How the answer is read."),
        .both("answer_key", .optional(.text(1...200)), "The Response Key: the path of the value to take from it."),
        .both("delimiter", .text(1...10), "What stands between values of a text answer."),
    ]

    private static let asking: [Field] = [
        .both("timeout_ms", .integer(100...60_000), "Milliseconds for the whole exchange."),
        .both(
            "retry_seconds", .list(.integer(0...604_800)),
            "Seconds after each failed attempt before the next; empty for one attempt only."),
        .both("per_minute", .optional(.integer(1...1_000_000)), "Requests a minute at most."),
        .both("concurrency", .integer(1...256), "Requests at once at most."),
        .both("ordered", .flag, "Whether a lead's deliveries go one after the other."),
        .shown("subscriptions", .list(.text()), "The Subscriptions that send to it."),
    ]

    private static let secrets: [Field] = [
        sealed(
            "authentication", .optional(.text(1...2000)), .flag,
            "Credentials that are added to the query: `a=1&b=2`.", "Whether there are credentials."),
        sealed(
            "headers", .optional(.text(1...8000)), .list(.text()),
            "`Name: value`, with `|` between several.", "The names of its headers."),
        sealed(
            "signing_secret", .optional(.text(1...200)), nil,
            "A secret of your own to sign with, `whsec_` and base 64; null signs nothing.", ""),
        .shown("signed", .flag, "Whether deliveries are signed."),
        sealed(
            "authority", .optional(.text(1...100_000)), .flag,
            "Certificates (PEM) to trust instead of the system's.", "Whether it trusts certificates of its own."),
    ]

    static let subscriptions = NativeWords(
        one: "subscription", many: "subscriptions", type: "Subscription", title: "Subscription",
        fields: [
            id, .both("name", .text(1...60), "What people call it.", isNeeded: true),
            .both("active", .flag, "Whether it counts."),
            .both("endpoint", .reference("endpoint"), "Where the events go.", isNeeded: true),
            .both("events", .list(.choice(words(of: EventKind.self))), "Which events.", isNeeded: true),
            .both("lists", .list(.reference("list")), "Only events about leads of these Lists; none for all."),
            .both(
                "campaigns", .list(.reference("campaign")), "Only events about leads of these Campaigns; none for all."),
            .shown("hook", .flag, "Whether a program made it, and ends it."),
        ])

    private static func words<Choice: RawRepresentable & CaseIterable>(of _: Choice.Type) -> [String]
    where Choice.RawValue == String { Choice.allCases.map(\.rawValue) }

    /// What is sent once and never shown again.
    private static func sealed(
        _ name: String, _ asked: Shape, _ shown: Shape?, _ note: String, _ shownNote: String
    ) -> Field {
        Field(
            asked: Shape.Member(name, asked, note + " Sealed, and never shown again."),
            shown: shown.map { Shape.Member(name, $0, shownNote, isRequired: true) })
    }
}
