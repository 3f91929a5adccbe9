/// What a clock on the wall and a calendar show, for the letters that PHP's `date` knows.
struct WallClock: Sendable, Hashable {
    let day: CalendarDate
    /// Seconds since midnight, 0 to 86 399.
    let second: Int64
    /// What the zone is called then: `PST`, or `+05` where it has no name.
    let zone: String

    /// Midnight of a day, under the name that the zone has then.
    init(_ day: CalendarDate, in time: AccountTime) {
        self.day = day
        second = 0
        zone = ZoneName.text(of: time.zoneName, offset: time.offset(at: time.start(of: day)))
    }

    /// What the clock of the zone shows at `moment`; nothing for a moment that no calendar has.
    init?(_ moment: Timestamp, in time: AccountTime) {
        guard !time.text(moment).isEmpty else { return nil }
        let offset = time.offset(at: moment)
        guard let day = CalendarDate(moment.adding(seconds: offset)) else { return nil }
        self.day = day
        let local = moment.adding(seconds: offset).milliseconds
        second = ((local % 86_400_000) + 86_400_000) % 86_400_000 / 1000
        zone = ZoneName.text(of: time.zoneName, offset: offset)
    }

    /// Writes it by a pattern of PHP's letters; `\` lets the next letter stand for itself.
    func text(_ pattern: String) -> String {
        var text = ""
        var isEscaped = false
        for letter in pattern.unicodeScalars {
            if isEscaped || letter != "\\" {
                text += isEscaped ? String(letter) : piece(letter)
                isEscaped = false
            } else {
                isEscaped = true
            }
        }
        return text
    }

    private func piece(_ letter: Unicode.Scalar) -> String {
        let hour = second / 3600
        let twelve = hour % 12 == 0 ? 12 : hour % 12
        return switch letter {
        case "Y": String(day.text.prefix(4))
        case "y": WallClock.two(Int64(day.year % 100))
        case "m": WallClock.two(Int64(day.month))
        case "n": String(day.month)
        case "d": WallClock.two(Int64(day.day))
        case "j": String(day.day)
        case "H": WallClock.two(hour)
        case "G": String(hour)
        case "g": String(twelve)
        case "i": WallClock.two(second / 60 % 60)
        case "s": WallClock.two(second % 60)
        case "a": hour < 12 ? "am" : "pm"
        case "D": String(weekday.prefix(3))
        case "M": String(month.prefix(3))
        case "F": month
        case "T": zone
        default: String(letter)
        }
    }

    private var month: String { WallClock.months[(day.month - 1) % 12] }

    private var weekday: String {
        // 1970-01-01 was a Thursday.
        WallClock.weekdays[Int(((day.daysSince1970 % 7) + 7 + 3) % 7)]
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}

/// What zones are called in short, by how far they are ahead of UTC.
enum ZoneName {
    /// `PST` for Los Angeles in winter; `+05` or `+0530` for a zone without a name of its own.
    static func text(of zone: String, offset: Int64) -> String {
        if let name = families[zone].flatMap({ names[$0]?[offset] }) { return name }
        if offset == 0 { return "UTC" }
        let minutes = offset.magnitude / 60
        let (hours, rest) = (minutes / 60, minutes % 60)
        return (offset < 0 ? "-" : "+") + two(hours) + (rest == 0 ? "" : two(rest))
    }

    private static func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : String(number) }

    private enum Family {
        case newfoundland, atlantic, eastern, central, mountain, pacific, alaska, hawaii, britain, westernEurope
        case centralEurope, easternEurope, india, japan, korea, philippines, australiaEast
    }

    private static let names: [Family: [Int64: String]] = [
        .newfoundland: [-12_600: "NST", -9000: "NDT"], .atlantic: [-14_400: "AST", -10_800: "ADT"],
        .eastern: [-18_000: "EST", -14_400: "EDT"], .central: [-21_600: "CST", -18_000: "CDT"],
        .mountain: [-25_200: "MST", -21_600: "MDT"], .pacific: [-28_800: "PST", -25_200: "PDT"],
        .alaska: [-32_400: "AKST", -28_800: "AKDT"], .hawaii: [-36_000: "HST"], .britain: [0: "GMT", 3600: "BST"],
        .westernEurope: [0: "WET", 3600: "WEST"], .centralEurope: [3600: "CET", 7200: "CEST"],
        .easternEurope: [7200: "EET", 10_800: "EEST"], .india: [19_800: "IST"], .japan: [32_400: "JST"],
        .korea: [32_400: "KST"], .philippines: [28_800: "PST"], .australiaEast: [36_000: "AEST", 39_600: "AEDT"],
    ]

    private static let families: [String: Family] = {
        let zones: [(Family, String)] = [
            (.newfoundland, "America/St_Johns"), (.atlantic, "America/Halifax America/Puerto_Rico America/Moncton"),
            (
                .eastern,
                """
                America/New_York America/Detroit America/Toronto America/Indiana/Indianapolis America/Indianapolis \
                America/Kentucky/Louisville America/Louisville America/Montreal America/Jamaica America/Panama US/Eastern \
                EST5EDT
                """
            ),
            (
                .central,
                """
                America/Chicago America/Winnipeg America/Menominee America/Indiana/Knox America/Regina \
                America/Mexico_City America/Costa_Rica America/Guatemala America/El_Salvador US/Central CST6CDT
                """
            ),
            (.mountain, "America/Denver America/Boise America/Phoenix America/Edmonton US/Mountain US/Arizona MST7MDT"),
            (.pacific, "America/Los_Angeles America/Vancouver America/Tijuana US/Pacific PST8PDT"),
            (.alaska, "America/Anchorage America/Juneau America/Sitka America/Nome US/Alaska"),
            (.hawaii, "Pacific/Honolulu US/Hawaii"), (.britain, "Europe/London"),
            (.westernEurope, "Europe/Lisbon"),
            (
                .centralEurope,
                """
                Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Vienna Europe/Zurich Europe/Amsterdam \
                Europe/Brussels Europe/Copenhagen Europe/Stockholm Europe/Oslo Europe/Prague Europe/Warsaw Europe/Budapest
                """
            ),
            (.easternEurope, "Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Sofia"),
            (.india, "Asia/Kolkata Asia/Calcutta"), (.japan, "Asia/Tokyo"), (.korea, "Asia/Seoul"),
            (.philippines, "Asia/Manila"), (.australiaEast, "Australia/Sydney Australia/Melbourne Australia/Brisbane"),
        ]
        var families: [String: Family] = [:]
        for (family, names) in zones {
            for name in names.split(separator: " ") { families[String(name)] = family }
        }
        return families
    }()
}
