/// The English names of states, provinces and territories, in capitals, with their two-letter codes.
enum StateNames {
    static func code(of name: String) -> String? {
        table[name]
    }

    private static let table: [String: String] = {
        var table: [String: String] = [:]
        for line in names.split(separator: "\n") {
            guard let space = line.lastIndex(of: " ") else { continue }
            table[String(line[..<space])] = String(line[line.index(after: space)...])
        }
        return table
    }()

    private static let names = """
        ALABAMA AL
        ALASKA AK
        ALBERTA AB
        AMERICAN SAMOA AS
        ARIZONA AZ
        ARKANSAS AR
        BRITISH COLUMBIA BC
        CALIFORNIA CA
        COLORADO CO
        CONNECTICUT CT
        D C DC
        DELAWARE DE
        DISTRICT OF COLUMBIA DC
        FLORIDA FL
        GEORGIA GA
        GUAM GU
        HAWAII HI
        IDAHO ID
        ILLINOIS IL
        INDIANA IN
        IOWA IA
        KANSAS KS
        KENTUCKY KY
        LOUISIANA LA
        MAINE ME
        MANITOBA MB
        MARYLAND MD
        MASSACHUSETTS MA
        MICHIGAN MI
        MINNESOTA MN
        MISSISSIPPI MS
        MISSOURI MO
        MONTANA MT
        NEBRASKA NE
        NEVADA NV
        NEW BRUNSWICK NB
        NEW HAMPSHIRE NH
        NEW JERSEY NJ
        NEW MEXICO NM
        NEW YORK NY
        NEWFOUNDLAND NL
        NEWFOUNDLAND AND LABRADOR NL
        NORTH CAROLINA NC
        NORTH DAKOTA ND
        NORTHERN MARIANA ISLANDS MP
        NORTHWEST TERRITORIES NT
        NOVA SCOTIA NS
        NUNAVUT NU
        OHIO OH
        OKLAHOMA OK
        ONTARIO ON
        OREGON OR
        PENNSYLVANIA PA
        PRINCE EDWARD ISLAND PE
        PUERTO RICO PR
        QUEBEC QC
        QUÉBEC QC
        RHODE ISLAND RI
        SASKATCHEWAN SK
        SOUTH CAROLINA SC
        SOUTH DAKOTA SD
        TENNESSEE TN
        TEXAS TX
        U S VIRGIN ISLANDS VI
        UTAH UT
        VERMONT VT
        VIRGIN ISLANDS VI
        VIRGINIA VA
        WASHINGTON WA
        WASHINGTON D C DC
        WASHINGTON DC DC
        WEST VIRGINIA WV
        WISCONSIN WI
        WYOMING WY
        YUKON YT
        YUKON TERRITORY YT
        """
}
