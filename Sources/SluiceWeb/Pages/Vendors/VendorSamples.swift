import SluiceCore

/// One post under a key, as three programs write it.
struct VendorSamples {
    let host: String
    let key: String
    let fields: [(String, String)]

    var section: HTML {
        func sample(_ title: String, _ text: String) -> [HTML] {
            [.tag("h4", [:], HTML(title)), .tag("pre", [:], .tag("code", [:], HTML(text)))]
        }
        return .tag(
            "section", ["id": "samples"],
            [.tag("h2", [:], "Samples")] + sample("curl", curl) + sample("Python", python) + sample("PHP", php))
    }

    private var address: String { "\(host)/v1/lead-post-validation/insert" }

    private var all: [(String, String)] { [("criteria_key", key)] + fields }

    private var curl: String {
        var lines = [
            "curl -s \"\(address)\"", "-H \"Authorization: Bearer $TOKEN\"", "-H \"Idempotency-Key: your-lead-1001\"",
        ]
        lines += all.map { "--data-urlencode \(VendorSamples.quoted("\($0.0)=\($0.1)", "'\\''"))" }
        return lines.joined(separator: " \\\n  ")
    }

    private var python: String {
        let lines = all.map {
            "        \(VendorSamples.quoted($0.0, "\\'")): \(VendorSamples.quoted($0.1, "\\'")),"
        }
        return """
            import os, requests

            answer = requests.post(
                "\(address)",
                headers={
                    "Authorization": "Bearer " + os.environ["TOKEN"],
                    "Idempotency-Key": "your-lead-1001",
                },
                data={
            \(lines.joined(separator: "\n"))
                },
                timeout=30,
            ).json()
            print(answer["success"], answer.get("code"), answer.get("text"))
            """
    }

    private var php: String {
        let lines = all.map {
            "        \(VendorSamples.quoted($0.0, "\\'")) => \(VendorSamples.quoted($0.1, "\\'")),"
        }
        return """
            <?php
            $curl = curl_init("\(address)");
            curl_setopt_array($curl, [
                CURLOPT_RETURNTRANSFER => true,
                CURLOPT_TIMEOUT => 30,
                CURLOPT_HTTPHEADER => [
                    "Authorization: Bearer " . getenv("TOKEN"),
                    "Idempotency-Key: your-lead-1001",
                ],
                CURLOPT_POSTFIELDS => http_build_query([
            \(lines.joined(separator: "\n"))
                ]),
            ]);
            $answer = json_decode(curl_exec($curl), true);
            echo $answer["success"] ? "accepted" : $answer["code"] . " " . $answer["text"], "\\n";
            """
    }

    /// A text between single quotes, those within it written as `escape`.
    private static func quoted(_ text: String, _ escape: String) -> String {
        let safe = escape == "\\'" ? text.replacing("\\", with: "\\\\") : text
        return "'\(safe.replacing("'", with: escape))'"
    }
}

/// What a post under a key is answered, as far as the key tells.
struct VendorAnswers {
    let disclosure: Disclosure

    var section: HTML {
        var codes: [(Int, String)] = []
        for reason in RefusalReason.allCases {
            let told = ToldRefusal(Refusal(reason, evidence: ""), disclosure: disclosure)
            if !codes.contains(where: { $0 == (told.code, told.text) }) { codes.append((told.code, told.text)) }
        }
        let rows = codes.sorted { $0 < $1 }.map { code, text in
            HTML.tag("tr", [:], .tag("td", [:], .tag("code", [:], HTML(String(code)))), .tag("td", [:], HTML(text)))
        }
        return .tag(
            "section", ["id": "answers"],
            [
                .tag("h2", [:], "Answers"),
                .tag("p", [:], "A lead that was taken:"),
                .tag(
                    "pre", [:],
                    .tag(
                        "code", [:],
                        "{\"success\":true,\"result\":true,\"lead_id\":\"1001\",\"data\":{\"lead_id\":1001},\"receipt_id\":7}"
                    )),
                .tag("p", [:], .note("A lead that was not has `success` false, a `code` and a `text`:")),
                .tag("table", [:], rows),
                .tag(
                    "p", [:],
                    .note(
                        "A token that does not count is answered with 401, too many requests with 429 and `Retry-After`; after "
                            + "503 or any other 5xx send the post again.")),
            ])
    }
}
