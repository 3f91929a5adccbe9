import SluiceCore

extension OpenAPIPage {
    /// What receivers are told, kind by kind, each with an example.
    var events: HTML {
        let intro = HTML.tag(
            "p", [:],
            .note(
                "What a Subscription or a hook sends by POST, signed as Standard Webhooks are. A receiver ignores members that "
                    + "it does not know: new ones come without a new `version`."))
        let headers: [HTML] = [.tag("h4", [:], "Headers"), table(EventDescription.headers)]
        return .tag(
            "section", ["id": "event-kinds"],
            [.tag("h2", [:], "Events"), intro] + headers + EventKind.allCases.map(event))
    }

    private func event(_ kind: EventKind) -> HTML {
        guard case .object(let members) = EventShapes.data(of: kind) else { return "" }
        return .tag(
            "details", ["id": "event-\(kind.rawValue)"],
            [
                .tag(
                    "summary", [:],
                    [
                        .tag("span", ["class": "verb post"], "POST"), .tag("code", [:], HTML(kind.rawValue)),
                        .tag("span", [:], .note(kind.meaning)),
                    ]), .tag("h4", [:], "In data"), table(members, isAsked: false),
                .tag("pre", [:], .tag("code", [:], HTML(EventShapes.example(of: kind).text))),
            ])
    }
}
