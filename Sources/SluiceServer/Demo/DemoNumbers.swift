import Foundation

/// The demo's phone numbers: exchange 555 of real area codes, lines that nobody is called on.
///
/// The thousands-block says what kind of line a number is, as the demo's own carrier register has it.
enum DemoNumbers {
    /// An area code with its state and a ZIP there.
    struct Place: Sendable {
        let areaCode: Int
        let state: String
        let city: String
        let postalCode: String

        init(_ areaCode: Int, _ state: String, _ city: String, _ postalCode: String) {
            self.areaCode = areaCode
            self.state = state
            self.city = city
            self.postalCode = postalCode
        }
    }

    /// Where the demo's buyer wants leads from.
    static let west: [Place] = [
        Place(310, "CA", "Los Angeles", "90045"), Place(602, "AZ", "Phoenix", "85004"),
        Place(702, "NV", "Las Vegas", "89101"), Place(503, "OR", "Portland", "97201"),
        Place(206, "WA", "Seattle", "98101"), Place(415, "CA", "San Francisco", "94103"),
        Place(619, "CA", "San Diego", "92101"), Place(480, "AZ", "Mesa", "85201"),
        Place(916, "CA", "Sacramento", "95814"), Place(775, "NV", "Reno", "89501"),
        Place(541, "OR", "Eugene", "97401"), Place(509, "WA", "Spokane", "99201"),
    ]

    /// Where it does not.
    static let east: [Place] = [
        Place(212, "NY", "New York", "10001"), Place(312, "IL", "Chicago", "60601"),
        Place(404, "GA", "Atlanta", "30303"), Place(617, "MA", "Boston", "02108"),
        Place(215, "PA", "Philadelphia", "19103"), Place(614, "OH", "Columbus", "43215"),
    ]

    /// What a number is for.
    enum Use: Int, CaseIterable {
        case landline = 2
        case mobile = 3
        case voip = 4
        case nationalDNC = 7
        case internalDNC = 8
        case litigator = 9
    }

    /// How many numbers of a use are kept apart in the registers and lists.
    static let listed = 40

    /// The `index`-th number of a use, ten digits. Only landlines and lines without a list go on for ever; of the
    /// listed ones there are ``listed``, used again and again.
    static func number(_ use: Use, _ index: Int, in places: [Place] = west) -> String {
        let count = places.count
        let round = index / count
        let isListed = [.nationalDNC, .internalDNC, .litigator].contains(use)
        let line = use.rawValue * 1000 + 300 + (isListed ? index % listed / count : round % 600)
        return String(places[isListed ? index % listed % count : index % count].areaCode) + "555" + String(line)
    }

    /// Every number of a listed use.
    static func all(_ use: Use) -> [String] { (0..<listed).map { number(use, $0) } }

    /// Numbers of landline blocks that somebody took along to a mobile phone.
    static let ported = (0..<10).map { "31055529\($0 + 10)" }

    /// The blocks of every area code as a carrier register has them: `310555,2,LANDLINE,Demo Landline`.
    static var blocks: String {
        (west + east).flatMap { place in
            (2...9).map { block in
                let type = block == 3 ? "MOBILE" : (block == 4 ? "VOIP" : "LANDLINE")
                return "\(place.areaCode)555,\(block),\(type),Demo \(type.capitalized)\n"
            }
        }.joined()
    }
}
