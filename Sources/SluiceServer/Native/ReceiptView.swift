import SluiceCore
import SluiceDatabase
import SluiceWeb

/// A receipt as the native API shows it: the whole trail, since only the account's own tools come here.
enum ReceiptView {
    private static let stage = Shape.object([
        .init("stage", .text(), "The stage of the journey.", isRequired: true),
        .init(
            "verdict", .text(), "`pass`, `amended`, `refuse`, `hold`, `overridden`, `not_asked`, `not_reached`.",
            isRequired: true),
        .init("reason", .text(), "Why, as a permanent word."), .init("evidence", .text(), "What it was judged on."),
        .init("microseconds", .count, "How long it took."),
    ])

    private static let shadow = Shape.object([
        .init("criteria_id", .id, "Which Criteria.", isRequired: true),
        .init("outcome", .choice(["accepted", "updated", "refused"]), "How it would have ended.", isRequired: true),
        .init("reason", .optional(.text()), "Why it would have been refused.", isRequired: true),
        .init("evidence", .optional(.text()), "What that rests on.", isRequired: true),
    ])

    static let shape = Shape.object([
        .init("id", .optional(.id), "Its number; null on a dry run, which keeps none.", isRequired: true),
        .init("at", .moment, "When it was judged.", isRequired: true),
        .init("door", .text(), "Which door it came through.", isRequired: true),
        .init("outcome", .choice(["accepted", "updated", "refused"]), "How it ended.", isRequired: true),
        .init("reason", .optional(.text()), "Why it was refused, as a permanent word.", isRequired: true),
        .init("code", .optional(.integer()), "The code of that refusal in `/v1`.", isRequired: true),
        .init("evidence", .optional(.text()), "What the refusal rests on.", isRequired: true),
        .init("lead_id", .optional(.id), "The lead that came of it.", isRequired: true),
        .init("criteria_id", .optional(.id), "The Criteria that judged it.", isRequired: true),
        .init("token_id", .optional(.count), "The token that sent it.", isRequired: true),
        .init("price", .optional(.text()), "What the lead costs, where it was bought: `12.50`.", isRequired: true),
        .init("configuration_version", .count, "The configuration it was judged under.", isRequired: true),
        .init("stages", .list(stage), "What each stage said, in order.", isRequired: true),
        .init("notes", .list(.text()), "What else is worth knowing.", isRequired: true),
        .init(
            "shadow", .optional(shadow), "What the Criteria said that shadow those which judged it.", isRequired: true),
        .init("crm", .optional(crm), "The exchange with the customer's CRM, where it was asked.", isRequired: true),
        .init(
            "answered", .optional(.choice(["success", "failure"])),
            "What the sender was told, where a row of the CRM check says otherwise than it ended.", isRequired: true),
        .init("post", .map(.any), "What was sent, without the token.", isRequired: true),
    ])

    private static let crm = Shape.object([
        .init("endpoint", .text(), "The Endpoint.", isRequired: true),
        .init("status", .optional(.integer()), "The status of its answer.", isRequired: true),
        .init("milliseconds", .count, "How long it took.", isRequired: true),
        .init("cached", .flag, "Whether an answer from shortly before was taken.", isRequired: true),
        .init("request", .text(), "The request, without what is secret in it.", isRequired: true),
        .init("answer", .text(), "The answer, up to 64 KiB of it.", isRequired: true),
    ])

    /// What a shadow said.
    static func value(_ shadow: ShadowVerdict) -> JSONValue {
        .members(
            ("criteria_id", .id(shadow.criteriaID)), ("outcome", .string(shadow.outcome.rawValue)),
            ("reason", .text(shadow.refusal?.reason.rawValue)), ("evidence", .text(shadow.refusal?.evidence)))
    }

    static func value(_ receipt: Receipt, post: String) throws -> JSONValue {
        let trail = try JSONValue(parsing: Array(ReceiptTrail.text(receipt.entries, notes: receipt.notes).utf8))
        return .members(
            ("id", .id(receipt.id)), ("at", .instant(receipt.at)), ("door", .string(receipt.door.rawValue)),
            ("outcome", .string(receipt.outcome.rawValue)), ("reason", .text(receipt.refusal?.reason.rawValue)),
            ("code", .number(receipt.refusal?.reason.code)), ("evidence", .text(receipt.refusal?.evidence)),
            ("lead_id", .id(receipt.leadID)), ("criteria_id", .id(receipt.criteriaID)),
            ("token_id", .id(receipt.tokenID)), ("price", .text(receipt.price?.text)),
            ("configuration_version", .integer(receipt.version)),
            ("stages", trail["stages"] ?? .array([])), ("notes", trail["notes"] ?? .array([])),
            ("shadow", receipt.shadow.map(value) ?? .null), ("crm", receipt.crm?.json ?? .null),
            ("answered", .text(receipt.answersSuccess.map { $0 ? "success" : "failure" })),
            ("post", try JSONValue(parsing: Array(post.utf8))))
    }
}
