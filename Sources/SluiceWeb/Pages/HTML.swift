/// A piece of a page. Whatever text goes in is escaped; only elements make markup, so no input can.
public struct HTML: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    private static let empty: Set<String> = ["br", "hr", "img", "input", "link", "meta"]

    /// The markup.
    public private(set) var markup: String

    private init(markup: String) {
        self.markup = markup
    }

    /// Text, escaped.
    public init(_ text: String) {
        var markup = ""
        markup.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\"": markup += "&quot;"
            case "'": markup += "&#39;"
            default: markup.unicodeScalars.append(scalar)
            }
        }
        self.markup = markup
    }

    /// Text, escaped.
    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// One element with its attributes and what is in it.
    public static func tag(_ name: String, _ attributes: [String: String] = [:], _ children: HTML...) -> HTML {
        tag(name, attributes, children)
    }

    /// One element with its attributes and what is in it.
    public static func tag(_ name: String, _ attributes: [String: String] = [:], _ children: [HTML]) -> HTML {
        let written = attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\"\(HTML($0.value).markup)\"" }.joined()
        guard !empty.contains(name) else { return HTML(markup: "<\(name)\(written)>") }
        return HTML(markup: "<\(name)\(written)>\(children.map(\.markup).joined())</\(name)>")
    }

    /// Pieces one behind the other.
    public static func all(_ pieces: [HTML]) -> HTML { HTML(markup: pieces.map(\.markup).joined()) }

    /// A style sheet of our own; never anything from outside.
    static func style(_ sheet: StaticString) -> HTML { HTML(markup: "<style>\(sheet)</style>") }

    /// Text in which what stands between backticks is code.
    public static func note(_ text: String) -> HTML {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        return all(parts.enumerated().map { $0.isMultiple(of: 2) ? HTML($1) : tag("code", [:], HTML($1)) })
    }

    /// A whole page.
    public static func page(_ title: String, _ sheet: StaticString, _ body: [HTML]) -> String {
        let head = tag(
            "head", [:],
            [
                tag("meta", ["charset": "utf-8"]), tag("title", [:], HTML(title)),
                tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]), style(sheet),
            ])
        return "<!doctype html>" + tag("html", ["lang": "en"], [head, tag("body", [:], body)]).markup
    }
}
