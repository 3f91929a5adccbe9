import SluiceCore

/// One request of the demo to the front door.
struct DemoPost: Sendable {
    /// How it travels.
    enum Transport: Int, Sendable, CaseIterable {
        case form
        case json
        case query
        case multipart
    }

    var path: String
    var transport: Transport
    var fields: [(String, String)]
}

/// The leads that the demo posts: good ones of several vendors, and every way to be refused. Twenty make a round.
struct DemoPosts: Sendable {
    static let round = 20

    private let keys: [String: String]
    private let directList: String

    init(_ configuration: AccountConfiguration) {
        keys = Dictionary(configuration.criteria.values.map { ($0.name, $0.key) }) { $1 }
        directList = configuration.lists.values.first { $0.name == DemoConfiguration.direct }?.id.description ?? ""
    }

    /// The `index`-th post. Some repeat or update leads of earlier rounds.
    func post(_ index: Int) -> DemoPost {
        let (round, place) = index.quotientAndRemainder(dividingBy: DemoPosts.round)
        let transport = DemoPost.Transport.allCases[(index + round) % DemoPost.Transport.allCases.count]
        func vendor(_ name: String, _ fields: [(String, String)]) -> DemoPost {
            DemoPost(
                path: "lead-post-validation/insert", transport: transport,
                fields: [("criteria_key", keys[name] ?? name)] + fields)
        }
        let good = round * 7 + min(place, 6)
        switch place {
        case 0...6: return vendor(DemoConfiguration.solar, person(good, .landline))
        case 7: return vendor(DemoConfiguration.transfer, person(index, .landline, in: DemoNumbers.east))
        case 8: return vendor(DemoConfiguration.transfer, person(index, .mobile))
        case 9: return vendor(DemoConfiguration.aged, person(index, .mobile, in: DemoNumbers.east))
        case 10:
            let fields = person(index, .voip) + [("list_id", directList), ("hopper", "1"), ("hopper_priority", "70")]
            return DemoPost(path: "leads/insert", transport: transport, fields: fields)
        case 11: return vendor(DemoConfiguration.solar, person(max(0, good - 13), .landline))
        case 12: return vendor(DemoConfiguration.solar, person(round, .nationalDNC))
        case 13: return vendor(DemoConfiguration.transfer, person(round, .internalDNC))
        case 14 where round % 4 == 3:
            let ported = DemoNumbers.ported[round % DemoNumbers.ported.count]
            return vendor(DemoConfiguration.solar, swapped(person(index, .landline), ported))
        case 14: return vendor(DemoConfiguration.solar, person(index, .mobile))
        case 15: return vendor(DemoConfiguration.solar, person(index, .voip))
        case 16: return vendor(DemoConfiguration.solar, badPhone(round))
        case 17: return vendor(DemoConfiguration.solar, unwanted(round))
        case 18: return mistake(round, transport)
        default:
            switch round % 3 {
            case 0:
                return vendor(DemoConfiguration.sync, person(max(0, good - 9), .landline, note: "updated by the CRM"))
            case 1: return vendor(DemoConfiguration.solar, person(round, .litigator))
            default:
                return vendor(DemoConfiguration.aged, swapped(person(round, .landline), "907555\(2300 + round % 600)"))
            }
        }
    }

    private func person(
        _ index: Int, _ use: DemoNumbers.Use, in places: [DemoNumbers.Place] = DemoNumbers.west, note: String? = nil
    ) -> [(String, String)] {
        let place = places[index % places.count]
        let first = DemoPosts.firstNames[index % DemoPosts.firstNames.count]
        let last = DemoPosts.lastNames[index / 3 % DemoPosts.lastNames.count]
        let month = index % 12 + 1
        var fields = [
            ("phone_number", DemoNumbers.number(use, index, in: places)), ("first_name", first), ("last_name", last),
            ("email", "\(first.lowercased()).\(last.lowercased())\(index)@example.com"),
            ("address1", "\(100 + index % 900) Example Street"), ("city", place.city), ("state", place.state),
            ("postal_code", place.postalCode),
            ("date_of_birth", "\(1950 + index % 45)-\(month < 10 ? "0" : "")\(month)-1\(index % 9)"),
            ("monthly_bill", "\(90 + index * 7 % 260)"),
            ("roof_type", ["shingle", "tile", "metal", "flat"][index % 4]),
            ("best_time", index % 2 == 0 ? "after 6 pm" : "mornings"),
        ]
        if let note { fields.append(("notes", note)) }
        return fields
    }

    private func swapped(_ fields: [(String, String)], _ phone: String) -> [(String, String)] {
        fields.map { $0.0 == "phone_number" ? ($0.0, phone) : $0 }
    }

    private func badPhone(_ round: Int) -> [(String, String)] {
        swapped(person(round, .landline), ["31055512", "1105552345", "3109112345", "310 155 2345", "none"][round % 5])
    }

    /// A lead that the buyer does not want: from the wrong state, with a low bill, or too young.
    private func unwanted(_ round: Int) -> [(String, String)] {
        let index = 700 + round
        switch round % 3 {
        case 0: return person(index, .landline, in: DemoNumbers.east)
        case 1: return person(index, .landline).map { $0.0 == "monthly_bill" ? ($0.0, "45") : $0 }
        default: return person(index, .landline).map { $0.0 == "date_of_birth" ? ($0.0, "2007-05-01") : $0 }
        }
    }

    /// A post that its sender has to put right.
    private func mistake(_ round: Int, _ transport: DemoPost.Transport) -> DemoPost {
        var fields = person(900 + round, .landline)
        switch round % 5 {
        case 0: fields = fields.map { $0.0 == "email" ? ($0.0, "nobody at example") : $0 }
        case 1: fields = fields.filter { $0.0 != "phone_number" }
        case 2: fields = fields.map { $0.0 == "monthly_bill" ? ($0.0, "a lot") : $0 }
        case 3:
            return DemoPost(
                path: "lead-post-validation/insert", transport: transport,
                fields: [("criteria_key", keys[DemoConfiguration.paused] ?? "")] + fields)
        default:
            return DemoPost(
                path: "lead-post-validation/insert", transport: transport,
                fields: [("criteria_key", "0000000000000000000000000000dead")] + fields)
        }
        return DemoPost(
            path: "lead-post-validation/insert", transport: transport,
            fields: [("criteria_key", keys[DemoConfiguration.solar] ?? "")] + fields)
    }

    private static let firstNames = [
        "Ann", "Ben", "Carla", "Dev", "Elena", "Frank", "Grace", "Hiro", "Ines", "Jack", "Kim", "Luis", "Mona", "Nils",
        "Olga", "Paul", "Quinn", "Rosa", "Sam", "Tara",
    ]
    private static let lastNames = [
        "Adams", "Baker", "Castro", "Dunn", "Ellis", "Fisher", "Gomez", "Hayes", "Ito", "Jones", "Klein", "Lopez",
        "Meyer", "Novak", "Owens", "Patel", "Reyes", "Stone", "Turner", "Young",
    ]
}
