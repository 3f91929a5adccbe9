import SluiceCore
import SluiceDatabase
import SluiceWeb

/// The erasure of one person by the native API.
struct NativeErasures: Sendable {
    let parts: Parts

    private static let counts: [Shape.Member] = [
        .init("leads", .count, "Leads, archived and deleted ones too.", isRequired: true),
        .init("receipts", .count, "Receipts of their posts.", isRequired: true),
        .init("kept_answers", .count, "Answers kept for Idempotency-Keys.", isRequired: true),
        .init("audit_entries", .count, "Entries of the audit log that name them.", isRequired: true),
        .init("import_faults", .count, "Rows of files that were not taken and name them.", isRequired: true),
        .init("deliveries", .count, "Deliveries of Connect that tell of them.", isRequired: true),
        .init("stays_dnc", .count, "Do Not Call entries, which stay.", isRequired: true),
        .init("stays_sms_opt_outs", .count, "SMS opt-outs, which stay.", isRequired: true),
        .init("stays_consents", .count, "Records of consent, which stay.", isRequired: true),
    ]

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .get, "erasures", section: .settings, "listErasures", "Lists the erasures, the newest first.",
                answer: .page(
                    .object(
                        [
                            .init("id", .id, "Its number.", isRequired: true),
                            .init("at", .text(), "When, in UTC.", isRequired: true),
                            .init("actor", .text(), "Who did it.", isRequired: true),
                        ] + NativeErasures.counts)), action: list),
            NativeRoute(
                .post, "erasures", section: .settings, "erasePerson",
                "Counts what the account holds of a person and, with `confirm`, erases it for good. Do Not Call entries, SMS "
                    + "opt-outs and consent stay, as the law wants it.",
                body: [
                    .init("phones", .text(1...400), "Their phone numbers, between commas."),
                    .init("emails", .text(1...1000), "Their e-mail addresses, between commas."),
                    .init("confirm", .flag, "Whether to erase; without it only the counts are answered."),
                ],
                answer: .json(
                    .object(
                        [
                            .init("erased", .flag, "Whether it was done.", isRequired: true),
                            .init("id", .optional(.id), "The erasure's number.", isRequired: true),
                        ] + NativeErasures.counts)), action: erase),
        ]
    }

    private func desk(_ request: NativeRequest) -> AccountDesk {
        AccountDesk(parts, request.configuration, request.actor, from: request.write.origin)
    }

    private func list(_ request: NativeRequest) async throws -> NativeAnswer {
        .page(try await desk(request).listErasures().elements ?? [], next: nil)
    }

    private func erase(_ request: NativeRequest) async throws -> NativeAnswer {
        do {
            return .value(try await desk(request).erasePerson(NativeWords.fields(of: request.body)))
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }
}
