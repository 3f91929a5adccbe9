import SluiceCore

/// The readable page of both APIs.
struct OpenAPIPage {
    private let document: OpenAPIDocument

    init(_ document: OpenAPIDocument) {
        self.document = document
    }

    var text: String {
        HTML.page(
            "Sluice API", OpenAPIPage.sheet,
            [
                .tag("nav", [:], contents),
                .tag("main", [:], [start] + native + [events] + convoso + [problems]),
            ])
    }

    // MARK: Parts

    private var nouns: [String] {
        var nouns: [String] = []
        for route in document.native where !nouns.contains(noun(route)) { nouns.append(noun(route)) }
        return nouns
    }

    private func noun(_ route: NativeRoute) -> String { route.path.split(separator: "/").first.map(String.init) ?? "" }

    private var contents: [HTML] {
        let links = nouns.map { HTML.tag("a", ["href": "#\($0)"], HTML($0)) }
        return [.tag("b", [:], "Sluice API"), .tag("a", ["href": "#start"], "Start here")] + links + [
            .tag("a", ["href": "#event-kinds"], "Events"), .tag("a", ["href": "#v1"], "Convoso API /v1"),
            .tag("a", ["href": "#problems"], "Problems"),
        ]
    }

    private var start: HTML {
        .tag(
            "section", ["id": "start"],
            [
                .tag("h1", [:], "Sluice API"),
                .tag(
                    "p", [:],
                    .note(
                        "Two doors to one house. `/api/v1` is for your own tools: JSON in and out, every wrong field named at "
                            + "once. `/v1` understands what vendors and CRMs that post to Convoso send. The description for "
                            + "programs is "), .tag("a", ["href": "/openapi.json"], "openapi.json"), "."),
                .tag(
                    "p", [:],
                    .note(
                        "Send a token as `Authorization: Bearer …`. A list is read page by page: `limit`, then `cursor` with "
                            + "the `next` of the page before. A write may carry an `Idempotency-Key`: sent again with it, it "
                            + "is done once and answered the same. What is configured has an `ETag`; sent back as `If-Match`, "
                            + "a change is refused with 412 when somebody was there before you.")),
                .tag(
                    "pre", [:],
                    .tag(
                        "code", [:],
                        "curl -H \"Authorization: Bearer $TOKEN\" \"$URL/api/v1/leads?limit=2\"")),
            ])
    }

    private var native: [HTML] {
        nouns.map { noun in
            let routes = document.native.filter { self.noun($0) == noun }
            return .tag("section", ["id": noun], [.tag("h2", [:], HTML(noun))] + routes.map(operation))
        }
    }

    private func operation(_ route: NativeRoute) -> HTML {
        var parts: [HTML] = [
            .tag(
                "summary", [:],
                [
                    .tag("span", ["class": "verb \(route.method.rawValue)"], HTML(route.method.rawValue.uppercased())),
                    .tag("code", [:], HTML("\(NativeFront.root)/\(route.path)")),
                    .tag("span", [:], .note(route.summary)),
                ]),
            right(of: route),
        ]
        if !route.query.isEmpty { parts += [.tag("h4", [:], "In the query"), table(route.query)] }
        if let body = route.body, !body.isEmpty { parts += [.tag("h4", [:], "In the body"), table(body)] }
        switch route.answer {
        case .json(let shape, let status): parts += answer("Answers \(status)", shape)
        case .page(let shape): parts += answer("Answers 200: items, each with", shape)
        case .nothing: parts.append(.tag("h4", [:], "Answers 204"))
        case .file: parts.append(.tag("h4", [:], "Answers a CSV file"))
        case .events: parts.append(.tag("h4", [:], "Answers a stream of server-sent events"))
        }
        return .tag("details", ["id": route.name], parts)
    }

    private func right(of route: NativeRoute) -> HTML {
        switch route.access {
        case .open: .tag("p", ["class": "right"], "Open to everybody")
        case .own: .tag("p", ["class": "right"], "For users who are logged in")
        case .section(let section):
            .tag(
                "p", ["class": "right"], "Needs the right ",
                .tag("code", [:], HTML("\(section.rawValue): \(route.right.words.joined(separator: " "))")))
        }
    }

    private func answer(_ title: String, _ shape: Shape) -> [HTML] {
        guard case .object(let members) = shape else { return [.tag("h4", [:], HTML(title))] }
        return [.tag("h4", [:], HTML(title)), table(members, isAsked: false)]
    }

    func table(_ members: [Shape.Member], isAsked: Bool = true) -> HTML {
        .tag(
            "table", [:],
            OpenAPIPage.flat(members).map { member in
                .tag(
                    "tr", [:],
                    [
                        .tag(
                            "td", [:], .tag("code", [:], HTML(member.name)),
                            isAsked && member.isRequired ? " needed" : ""),
                        .tag("td", [:], .note(member.note)), .tag("td", ["class": "shape"], HTML(member.shape.words)),
                    ])
            })
    }

    /// The members with those of the objects in them, each under its whole path: `receipt.stages[].verdict`.
    private static func flat(_ members: [Shape.Member], in outer: String = "") -> [Shape.Member] {
        members.flatMap { member -> [Shape.Member] in
            var named = member
            named.name = outer + member.name
            switch member.shape {
            case .object(let inner): return [named] + flat(inner, in: "\(named.name).")
            case .list(.object(let inner)): return [named] + flat(inner, in: "\(named.name)[].")
            default: return [named]
            }
        }
    }

    private var convoso: [HTML] {
        let intro = HTML.tag(
            "p", [:],
            .note(
                "Every path takes GET and POST, with parameters in the query, a form, multipart or flat JSON, and the token "
                    + "as `auth_token` or as a bearer. An answer has `success`; a failure has `code` and `text` and the "
                    + "status 200."))
        let routes = document.convoso.map { route in
            let described = ConvosoDescription(route)
            let aliases =
                route.aliases.isEmpty ? "" : "; also " + route.aliases.map { "/v1/\($0)" }.joined(separator: ", ")
            return HTML.tag(
                "details", [:],
                [
                    .tag(
                        "summary", [:],
                        [
                            .tag("span", ["class": "verb post"], "ANY"), .tag("code", [:], HTML("/v1/\(route.path)")),
                            .tag("span", [:], .note(described.summary)),
                        ]),
                    .tag(
                        "p", ["class": "right"], "Needs the right ", .tag("code", [:], HTML(route.section.rawValue)),
                        HTML(aliases)), table(described.parameters),
                ])
        }
        return [.tag("section", ["id": "v1"], [.tag("h2", [:], "Convoso API"), intro] + routes)]
    }

    private var problems: HTML {
        let rows = NativeProblem.Kind.allCases.map { kind in
            HTML.tag(
                "tr", ["id": kind.rawValue],
                .tag("td", [:], .tag("code", [:], HTML(kind.rawValue))), .tag("td", [:], HTML(String(kind.status))),
                .tag("td", [:], HTML(kind.title)))
        }
        return .tag(
            "section", ["id": "problems"],
            [
                .tag("h2", [:], "Problems"),
                .tag(
                    "p", [:],
                    .note(
                        "Below `/api/v1` a failure is problem details: `type`, `title`, `status`, `detail`, and in `errors` "
                            + "every field that is wrong.")), .tag("table", [:], rows),
            ])
    }

    private static let sheet: StaticString = """
        :root{--ink:#1b2733;--soft:#5b6b7b;--line:#dfe6ec;--paper:#fff;--wash:#f5f8fa;--accent:#0b6bcb}
        *{box-sizing:border-box}body{margin:0;display:flex;font:15px/1.55 system-ui,sans-serif;color:var(--ink);
        background:var(--paper)}nav{position:sticky;top:0;height:100vh;overflow:auto;width:210px;flex:none;padding:24px 20px;
        background:var(--wash);border-right:1px solid var(--line)}nav b{display:block;margin-bottom:14px;font-size:16px}
        nav a{display:block;padding:3px 0;color:var(--soft);text-decoration:none}nav a:hover{color:var(--accent)}
        main{max-width:980px;padding:24px 44px 80px;min-width:0}h1{font-size:28px;margin:4px 0 10px}
        h2{font-size:20px;margin:36px 0 10px;text-transform:capitalize}h4{margin:16px 0 6px;font-size:13px;color:var(--soft)}
        a{color:var(--accent)}code{font:13px/1.5 ui-monospace,Menlo,Consolas,monospace}pre{background:var(--wash);
        border:1px solid var(--line);border-radius:8px;padding:12px 16px;overflow:auto}
        details{border:1px solid var(--line);border-radius:8px;margin:8px 0;padding:0 16px}
        details[open]{padding-bottom:14px}summary{display:flex;gap:12px;align-items:baseline;flex-wrap:wrap;cursor:pointer;
        padding:10px 0;list-style:none}summary::-webkit-details-marker{display:none}summary>span:last-child{color:var(--soft)}
        .verb{font:600 11px/1 ui-monospace,monospace;padding:5px 8px;border-radius:5px;color:#fff;background:#5b6b7b;
        min-width:58px;text-align:center}.get{background:#2b7a4b}.post{background:#0b6bcb}.patch{background:#9a6700}
        .put{background:#7a4bb0}.delete{background:#b3261e}.right{margin:0 0 6px;color:var(--soft);font-size:13px}
        table{border-collapse:collapse;width:100%;font-size:14px}td{border-top:1px solid var(--line);padding:6px 12px 6px 0;
        vertical-align:top}td:first-child{white-space:nowrap;width:1%}.shape{color:var(--soft);font-size:13px;width:34%}
        tr:target{background:#fff6d6}@media(max-width:760px){body{display:block}nav{position:static;width:auto;height:auto}
        main{padding:16px}td:first-child{white-space:normal;width:auto}}
        """
}
