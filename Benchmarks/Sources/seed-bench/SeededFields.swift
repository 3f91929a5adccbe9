import SluiceCore

/// The packed fields of a lead as vendors send them, about 900 bytes, different for each.
enum SeededFields {
    private static let firstNames = [
        "Maria", "James", "Wei", "Aisha", "Robert", "Chloé", "Diego", "Priya", "Noah", "Ann",
    ]
    private static let lastNames = ["Lopez", "Smith", "Chen", "Khan", "Johnson", "Martin", "Garcia", "Patel", "Brown"]
    private static let cities = ["Springfield", "Riverside", "Fairview", "Georgetown", "Salem", "Madison", "Clinton"]
    private static let states = ["CA", "TX", "NY", "FL", "IL", "OH", "GA", "WA", "AZ"]
    private static let sentences = [
        "Asked for a quote on the comparison page and ticked the box to be called.",
        "Owns the house, the roof is older than ten years, prefers the afternoon.",
        "Came from the spring campaign, second visit, wants a call about the monthly payment.",
        "Has a current policy that ends next month and would like to compare.",
    ]

    static func json(_ position: Int64) -> String {
        func pick(_ words: [String], _ factor: Int64) -> String { words[Int(position / factor % Int64(words.count))] }
        let first = pick(firstNames, 1)
        let last = pick(lastNames, 10)
        var json = JSONText()
        json.beginObject()
        json.member("first_name", first)
        json.member("last_name", last)
        json.member("email", "lead.\(position)@mail\(position % 97).example.com")
        json.member("address1", "\(position % 9_900 + 100) \(pick(lastNames, 7)) Street")
        json.member("address2", "Apartment \(position % 400)")
        json.member("city", pick(cities, 3))
        json.member("state", pick(states, 11))
        json.member("postal_code", String(10_000 + position % 89_999))
        json.member("country", "US")
        json.member("date_of_birth", "19\(50 + position % 49)-0\(position % 9 + 1)-1\(position % 10)")
        json.member("source_id", "campaign-\(position % 300)")
        json.member("remote_id", "vendor-\(position % 40)-\(position)")
        json.member(
            "notes", (0..<6).map { sentences[Int((position + $0) % Int64(sentences.count))] }.joined(separator: " "))
        json.endObject()
        return json.text()
    }

    static let entries = [
        "read_post", "vendor_limit_check", "phone_check", "find_match", "duplicate_check", "dnc_check",
        "register_check", "wireless_check", "carrier_check", "account_duplicate_check", "account_carrier_check",
        "validation_check", "insert_lead",
    ].map { Receipt.Entry(stage: $0, mark: .pass, microseconds: 1) }
}
