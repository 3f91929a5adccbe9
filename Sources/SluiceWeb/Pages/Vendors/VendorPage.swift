import SluiceCore

/// The page of one key, as its vendor reads it.
struct VendorPage {
    /// What was tried in the form, and what the answer would have been.
    struct Trial: Sendable {
        var sent: [LeadPost.Parameter]
        var answer: String
    }

    let criteria: LeadPostCriteria
    let configuration: AccountConfiguration
    /// `https://sluice.example`.
    let host: String
    let refused: [(receipt: Receipt, post: String)]
    let tried: Trial?

    var text: String {
        HTML.page(
            "\(criteria.name): lead posting", VendorPage.sheet,
            [
                .tag("nav", [:], contents),
                .tag(
                    "main", [:],
                    [
                        start, parameters, VendorSamples(host: host, key: criteria.key, fields: sampleFields).section,
                        VendorAnswers(disclosure: criteria.disclosure).section, trial, refusals,
                    ]),
            ])
    }

    private var contents: [HTML] {
        let places = [
            ("start", "Start here"), ("parameters", "Parameters"), ("samples", "Samples"), ("answers", "Answers"),
            ("try", "Try it"), ("refusals", "Last refusals"),
        ]
        return [.tag("b", [:], HTML(criteria.name))]
            + places.map { .tag("a", ["href": "#\($0.0)"], HTML($0.1)) }
    }

    // MARK: Start

    private var start: HTML {
        var rows: [(String, HTML)] = [
            ("Address", .tag("code", [:], HTML("POST \(host)/v1/lead-post-validation/insert"))),
            ("Criteria Key", .tag("code", [:], HTML(criteria.key))),
            (
                "Token",
                .note("as `auth_token`, or in the header `Authorization: Bearer …`; you got it apart from this page")
            ),
            ("Body", .note("a form, multipart or a flat JSON object; values as text")),
        ]
        if !criteria.isActive { rows.append(("State", "Posts with this key are not taken now")) }
        if let terms = criteria.buying { rows += self.terms(terms) }
        return .tag(
            "section", ["id": "start"],
            [
                .tag("h1", [:], HTML("Posting leads to \(configuration.account.name)")),
                .tag(
                    "p", [:],
                    .note(
                        "Send each lead once, with `criteria_key`, `phone_number` and whatever else you know. The answer has "
                            + "`success`; a refused lead is answered with the status 200 too. After a 5xx, or no answer at "
                            + "all, send it again with the same `Idempotency-Key`: it is stored once.")),
                VendorPage.table(rows),
            ])
    }

    private func terms(_ terms: BuyingTerms) -> [(String, HTML)] {
        var rows: [(String, HTML)] = []
        if let price = terms.price { rows.append(("Price", HTML("\(price.text) for each accepted lead"))) }
        if !terms.isAlwaysOpen {
            rows.append(("Hours", HTML("\(terms.hoursText), \(AccountTime(configuration.account).zoneName)")))
        }
        if criteria.disclosure == .full {
            if let cap = terms.hourCap { rows.append(("Limit", HTML("\(cap) an hour"))) }
            if let cap = terms.dayCap { rows.append(("Limit", HTML("\(cap) a day"))) }
        }
        if let days = terms.returnDays {
            let reasons = terms.returnReasons.isEmpty ? "" : " for \(terms.returnReasons.joined(separator: ", "))"
            rows.append(("Returns", HTML("within \(days) days\(reasons)")))
        }
        return rows
    }

    // MARK: Parameters

    private var sampleFields: [(String, String)] {
        [("phone_number", "3105550142"), ("first_name", "Ann"), ("last_name", "Lee"), ("state", "CA")]
            + configuration.requiredFields.map { ($0.name, $0.choices.first ?? VendorPage.sample(of: $0.kind)) }
    }

    private static func sample(of kind: CustomField.Kind) -> String {
        switch kind {
        case .date: "2026-01-20"
        case .number: "1"
        case .phone: "3105550143"
        case .text, .textarea, .select, .lookup: "text"
        }
    }

    private var parameters: HTML {
        let always: [(String, HTML)] = [
            ("auth_token *", "Your token."), ("criteria_key *", .tag("code", [:], HTML(criteria.key))),
            ("phone_number *", "Ten digits, or with the country code."),
            ("phone_code", "The country's calling code; \(configuration.settings.defaultPhoneCode) unless told."),
            ("status", .note("The code of a status; `NEW` unless told.")),
            ("reservation_id", "The place that you hold under a limit."),
            ("dry_run", .note("`1` judges the lead and stores nothing.")),
        ]
        let own = configuration.fields.values.sorted { $0.id < $1.id }.map { field in
            let choices = field.choices.isEmpty ? "" : ": one of \(field.choices.joined(separator: ", "))"
            return (
                field.name + (field.isRequired ? " *" : ""), HTML("\(field.label) (\(field.kind.rawValue)\(choices))")
            )
        }
        let standard = StandardField.kinds.filter { $0.value != .user }.sorted { $0.key < $1.key }.map { name, kind in
            switch kind {
            case .date: (name, HTML("A day: 1980-05-17."))
            case .email: (name, HTML("An e-mail address."))
            case .phone: (name, HTML("A number."))
            case .text, .user: (name, HTML("A text."))
            }
        }
        return .tag(
            "section", ["id": "parameters"],
            [
                .tag("h2", [:], "Parameters"),
                .tag(
                    "p", [:],
                    .note(
                        "Those with a star are needed. The list, the hopper and the checks are decided by the key: what a post "
                            + "says about them is ignored.")), VendorPage.table(always + own + standard, isCode: true),
            ])
    }

    // MARK: Trying

    private var trial: HTML {
        var parts: [HTML] = [
            .tag("h2", [:], "Try it"),
            .tag("p", [:], "The lead is judged as a post would be, and nothing is stored."),
        ]
        let values = Dictionary((tried?.sent ?? []).map { ($0.name, $0.value) }) { $1 }
        let inputs = sampleFields.map { name, sample in
            HTML.tag(
                "label", [:], HTML(name),
                .tag("input", ["name": name, "value": values[name] ?? sample, "maxlength": "2000"]))
        }
        parts.append(
            .tag("form", ["method": "post", "action": "#try"], inputs + [.tag("button", [:], "Judge this lead")]))
        if let tried {
            parts += [.tag("h4", [:], "The answer"), .tag("pre", [:], .tag("code", [:], HTML(tried.answer)))]
        }
        return .tag("section", ["id": "try"], parts)
    }

    // MARK: Refusals

    private var refusals: HTML {
        let time = AccountTime(configuration.account)
        let rows = refused.map { receipt, post in
            let told = receipt.refusal.map { ToldRefusal($0, disclosure: criteria.disclosure) }
            let digits = VendorPage.lastDigits(receipt, post)
            return HTML.tag(
                "tr", [:],
                [
                    .tag("td", [:], HTML(time.text(receipt.at))), .tag("td", [:], .tag("code", [:], HTML(digits))),
                    .tag("td", [:], HTML(told.map { String($0.code) } ?? "")), .tag("td", [:], HTML(told?.text ?? "")),
                    .tag("td", ["class": "shape"], HTML(told?.evidence ?? "")),
                ])
        }
        return .tag(
            "section", ["id": "refusals"],
            [
                .tag("h2", [:], "Last refusals"),
                .tag(
                    "p", [:], HTML("Times are those of \(time.zoneName); numbers are shown by their last four digits.")),
                rows.isEmpty ? .tag("p", [:], "None lately.") : .tag("table", [:], rows),
            ])
    }

    /// The last four digits of the number; of one that was not read, those that were sent, where they are many enough to
    /// be a number.
    private static func lastDigits(_ receipt: Receipt, _ post: String) -> String {
        // A post that cannot be read again has no digits to show.
        let sent = (try? JSONValue(parsing: Array(post.utf8)))?["phone_number"]?.string ?? ""
        let digits = receipt.phone.map { String($0.digits) } ?? sent.filter { $0.isASCII && $0.isNumber }
        return digits.count >= 7 ? "…\(digits.suffix(4))" : "unreadable"
    }

    private static func table(_ rows: [(String, HTML)], isCode: Bool = false) -> HTML {
        .tag(
            "table", [:],
            rows.map { name, value in
                .tag(
                    "tr", [:], .tag("td", [:], isCode ? .tag("code", [:], HTML(name)) : HTML(name)),
                    .tag("td", [:], value))
            })
    }
}

extension VendorPage {
    /// What a link that does not count shows.
    static let ended = note("This link has ended", "Ask whoever gave it to you for a new one.")
    /// What a reader in a hurry is shown.
    static let tooMany = note("Too many requests", "Wait a minute, then load the page again.")

    private static func note(_ title: String, _ sentence: String) -> String {
        HTML.page(title, sheet, [.tag("main", [:], .tag("h1", [:], HTML(title)), .tag("p", [:], HTML(sentence)))])
    }

    private static let sheet: StaticString = """
        :root{--ink:#1b2733;--soft:#5b6b7b;--line:#dfe6ec;--paper:#fff;--wash:#f5f8fa;--accent:#0b6bcb}
        *{box-sizing:border-box}body{margin:0;display:flex;font:15px/1.55 system-ui,sans-serif;color:var(--ink);
        background:var(--paper)}nav{position:sticky;top:0;height:100vh;overflow:auto;width:210px;flex:none;padding:24px 20px;
        background:var(--wash);border-right:1px solid var(--line)}nav b{display:block;margin-bottom:14px;font-size:16px}
        nav a{display:block;padding:3px 0;color:var(--soft);text-decoration:none}nav a:hover{color:var(--accent)}
        main{max-width:980px;padding:24px 44px 80px;min-width:0}h1{font-size:28px;margin:4px 0 10px}
        h2{font-size:20px;margin:36px 0 10px}h4{margin:16px 0 6px;font-size:13px;color:var(--soft)}
        code{font:13px/1.5 ui-monospace,Menlo,Consolas,monospace}pre{background:var(--wash);white-space:pre-wrap;
        overflow-wrap:anywhere;border:1px solid var(--line);border-radius:8px;padding:12px 16px}
        table{border-collapse:collapse;width:100%;font-size:14px}td{border-top:1px solid var(--line);padding:6px 12px 6px 0;
        vertical-align:top}td:first-child{white-space:nowrap;width:1%}.shape{color:var(--soft);font-size:13px}
        form{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:12px;align-items:end}
        label{display:block;font-size:13px;color:var(--soft)}input{display:block;width:100%;padding:8px 10px;font:inherit;
        color:var(--ink);border:1px solid var(--line);border-radius:6px}button{padding:9px 16px;font:inherit;border:0;
        border-radius:6px;color:#fff;background:var(--accent);cursor:pointer}
        @media(max-width:760px){body{display:block}nav{position:static;width:auto;height:auto}main{padding:16px}}
        """
}
