import SluiceCore
import SluiceWeb

/// The preview of an adaptor by the native API.
struct NativeAdaptors: Sendable {
    let parts: Parts

    private static let preview = Shape.object([
        .init("lead_id", .id, "The lead that it is filled with.", isRequired: true),
        .init("form", .text(), "As a body of the type `application/x-www-form-urlencoded`.", isRequired: true),
        .init("json", .text(), "As a body of JSON; names with dots nest.", isRequired: true),
        .init("query", .text(), "As it stands behind the `?` of an address.", isRequired: true),
        .init("warnings", .list(.text()), "What somebody who edits it should know.", isRequired: true),
    ])

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .get, "adaptors/{id}/preview", section: .connect, "previewAdaptor",
                "Fills an adaptor with a lead and its last call, and shows what would be sent; nothing is. Needs the right "
                    + "to read leads too.",
                query: [.init("lead_id", .id, "This lead; the newest live one unless told.")],
                answer: .json(NativeAdaptors.preview), action: preview)
        ]
    }

    private func preview(_ request: NativeRequest) async throws -> NativeAnswer {
        guard request.caller.may(.read, .leads) else {
            throw NativeProblem(.forbidden, "It shows a lead, so it needs leads: read too")
        }
        guard let adaptor = request.configuration.adaptors[AdaptorID(try request.number())] else {
            throw NativeProblem.notFound
        }
        let desk = AccountDesk(parts, request.configuration, request.actor, from: request.write.origin)
        do {
            let preview = try await desk.preview(adaptor, with: request.query["lead_id"].flatMap { LeadID(wire: $0) })
            return .value(.object(preview.members))
        } catch AdaptorPreviewFault.noLead {
            throw NativeProblem(.conflict, "The account has no lead that it could be filled with; post one first")
        } catch let fault as AdaptorPreviewFault {
            throw NativeProblem.invalid([FieldFault("lead_id", fault.sentence)])
        }
    }
}

extension NativeWords {
    static let adaptors = NativeWords(
        one: "adaptor", many: "adaptors", type: "Adaptor", title: "Adaptor",
        fields: [
            .shown("id", .id, "Its number in the account; it never changes."),
            .both("name", .text(1...60), "What people call it.", isNeeded: true),
            .both("active", .flag, "Whether it may be used."),
            .both(
                "rows", .list(.text()),
                "What travels, a row each: `lead.email -> properties.email, mail; default=none; date=m/d/Y; map=SALE:won|NI:lost; "
                    + "empty=skip`. Sections are `lead`, `call`, `extra`, `custom` and `const`."),
        ])
}
