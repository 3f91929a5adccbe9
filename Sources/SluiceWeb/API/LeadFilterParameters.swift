import SluiceCore
import SluiceDatabase

/// Reads what `leads/search` asks for (convoso-api §4.3). Custom fields and notes cannot be searched.
enum LeadFilterParameters {
    /// Several values in one parameter are any of them; no more than this, since each costs a look.
    private static let mostValues = 1_000

    private static let texts = [
        "email", "first_name", "last_name", "alt_phone_1", "alt_phone_2", "address1", "address2", "city", "state",
        "province", "postal_code", "country", "gender", "std_company_name", "std_consumer_number",
        "std_account_number",
    ]
    private static let users = ["user_id", "owner_id", "created_by", "last_modified_by"]

    /// The filter, or a failure that names every parameter that cannot be read.
    static func read(_ request: APIRequest) throws(APIFailure) -> LeadSearch.Filter {
        var reading = Reading(request)
        var filter = LeadSearch.Filter()
        filter.ids = reading.ids("lead_id").map { Set($0.map(LeadID.init)) }
        filter.lists = reading.ids("list_id").map { Set($0.map(ListID.init)) }
        filter.statuses = reading.statuses()
        filter.phones = reading.phones()
        for name in texts {
            if let value = request[name] { filter.fields[name] = [value] }
        }
        if let value = request["date_of_birth"] {
            filter.fields["date_of_birth"] = [CalendarDate(wire: value)?.text ?? value]
        }
        for name in users {
            if let ids = reading.ids(name) { filter.fields[name] = Set(ids.map { String($0) }) }
        }
        filter.created = reading.span("created_at")
        filter.modified = reading.span("updated_at") ?? reading.span("changed_at")
        filter.called = reading.span("last_call")
        filter.deleted = reading.span("deleted_at")
        filter.archived = reading.span("archived_at")
        guard reading.unreadable.isEmpty else { throw .unreadable(reading.unreadable) }
        return filter
    }

    private struct Reading {
        let request: APIRequest
        let time: AccountTime
        var unreadable: [String] = []

        init(_ request: APIRequest) {
            self.request = request
            time = AccountTime(request.configuration.account)
        }

        /// Zeros count as not given, and what is no id names nothing.
        mutating func ids(_ name: String) -> [Int64]? {
            guard let text = request[name] else { return nil }
            let words = WireList.read(text)
            guard words.count <= mostValues else {
                unreadable.append(name)
                return nil
            }
            var isGiven = false
            var numbers: [Int64] = []
            for word in words {
                switch WireID(word) {
                case .notGiven: continue
                case .malformed: isGiven = true
                case .number(let number):
                    isGiven = true
                    numbers.append(number)
                }
            }
            return isGiven ? numbers : nil
        }

        /// The codes meant, as they are stored.
        mutating func statuses() -> Set<String>? {
            guard let text = request["status"] else { return nil }
            let words = WireList.read(text)
            guard words.count <= mostValues else {
                unreadable.append("status")
                return nil
            }
            let folded = Set(words.map { $0.uppercased() })
            let known = request.configuration.statuses.keys.filter { folded.contains($0.uppercased()) }
            return Set(known).union(words).union(folded)
        }

        /// The numbers whose national part is the one given: under the phone code beside it, else under any.
        func phones() -> Set<PhoneNumber>? {
            guard let text = request["phone_number"] else { return nil }
            func read(_ code: String?) -> PhoneNumber? {
                let reading = PhoneReader.read(
                    text, phoneCode: code, filtersPhoneCode: false,
                    defaultCode: request.configuration.settings.defaultPhoneCode)
                return (try? reading.get())?.number
            }
            if let code = request["phone_code"] { return Set([read(code)].compactMap(\.self)) }
            let digits = String(text.filter { $0.isASCII && $0.isNumber })
            let anywhere = CallingCodes.all.compactMap { read(String($0.code)) }.filter { $0.national == digits }
            return Set([read(nil)].compactMap(\.self) + anywhere)
        }

        /// `NAME_start_date` and `NAME_end_date`, with or without the last word; a bare end date is its whole day.
        mutating func span(_ name: String) -> LeadSearch.Span? {
            let start = date(["\(name)_start_date", "\(name)_start"])
            let end = date(["\(name)_end_date", "\(name)_end"])
            guard start != nil || end != nil else { return nil }
            return LeadSearch.Span(
                from: start.map { time.start(of: $0.day, second: $0.secondOfDay ?? 0) },
                until: end.map { time.end(of: $0.day, second: $0.secondOfDay) })
        }

        private mutating func date(_ names: [String]) -> WireDate? {
            guard let name = names.first(where: { request[$0] != nil }), let text = request[name] else { return nil }
            guard let date = WireDate(text) else {
                unreadable.append(name)
                return nil
            }
            return date
        }
    }
}
