import SluiceCore
import SluiceWeb

/// Ready connections by the native API.
struct NativeTemplates: Sendable {
    let parts: Parts

    private static let template = Shape.object([
        .init("name", .text(), "What it is called.", isRequired: true),
        .init("title", .text(), "What people call the other system.", isRequired: true),
        .init("makes", .text(), "What comes of it.", isRequired: true),
        .init(
            "values",
            .list(
                .object([
                    .init("name", .text(), "The name of the value.", isRequired: true),
                    .init("note", .text(), "What it is.", isRequired: true),
                    .init(
                        "usual", .optional(.text()), "What it is unless told; null where it must be told.",
                        isRequired: true),
                ])), "What it asks for.", isRequired: true),
    ])

    private static let result = Shape.object([
        .init("template", .text(), "Which was used.", isRequired: true),
        .init("adaptors", .list(.text()), "The Adaptors that it made.", isRequired: true),
        .init("endpoints", .list(.text()), "The Endpoints that it made.", isRequired: true),
        .init("next", .text(), "What to do then.", isRequired: true),
    ])

    var routes: [NativeRoute] {
        [
            NativeRoute(
                .get, "connect-templates", section: .connect, "listConnectTemplates",
                "Lists ready connections to other systems.", answer: .json(.list(NativeTemplates.template))
            ) { _ in .value(.array(ConnectTemplate.all.map(\.shown))) },
            NativeRoute(
                .post, "connect-templates/{name}", section: .connect, "useConnectTemplate",
                "Makes the Adaptors and Endpoints of a ready connection, all in one change.",
                body: [.init("values", .map(.text(0...2000)), "What the template asks for.")],
                answer: .json(NativeTemplates.result, status: 201), hearsKey: false, action: use),
        ]
    }

    private func use(_ request: NativeRequest) async throws -> NativeAnswer {
        let name = request.variables["name"] ?? ""
        guard ConnectTemplate.all.contains(where: { $0.name == name }) else { throw NativeProblem.notFound }
        let given = request.body.last { $0.name == "values" }?.value.members ?? []
        let values = Dictionary(given.map { ($0.name, $0.value.string ?? "") }) { $1 }
        do {
            let desk = AccountDesk(parts, request.configuration, request.actor)
            return .value(try await desk.use(template: name, values).shown, status: 201)
        } catch let report as ProblemReport {
            throw NativeProblem(report)
        }
    }
}
