import SluiceCore
import Testing

@Suite struct `Phone numbers of every country, against another library` {
    struct Row: Sendable, CustomTestStringConvertible {
        let code: String
        let typed: String
        let number: PhoneNumber?
        let isValid: Bool

        var testDescription: String { "\(code) \(typed)" }
    }

    static let rows: [Row] = PhoneOracle.rows.split(separator: "\n").compactMap { line in
        let columns = line.split(separator: " ").map(String.init)
        guard columns.count == 4 else { return nil }
        return Row(
            code: columns[0], typed: columns[1], number: Int64(columns[2]).map { PhoneNumber($0) },
            isValid: columns[3] == "yes")
    }

    @Test func `there are enough of both kinds, and every calling code is among them`() {
        #expect(Self.rows.count > 380)
        #expect(Self.rows.count { $0.number == nil } > 60)
        #expect(Self.rows.count { $0.isValid } > 250)
        #expect(Set(Self.rows.map(\.code)).union(["1"]) == Set(CallingCodes.all.map { String($0.code) }))
    }

    @Test(arguments: rows)
    func `the same numbers are taken, and come out the same`(row: Row) {
        let national = PhoneReader.read(row.typed, phoneCode: row.code, filtersPhoneCode: false)
        #expect((try? national.get())?.number == row.number)
        let plus = PhoneReader.read("+\(row.code)\(row.typed)", phoneCode: nil, filtersPhoneCode: true)
        #expect((try? plus.get())?.number == row.number)
        if row.isValid { #expect(row.number != nil) }
    }

    @Test func `calling codes are found from the front of a number`() {
        for country in CallingCodes.all {
            let digits = Int64(country.code) * 10_000_000 + 5_551_234
            #expect(PhoneNumber(digits).callingCode == country.code)
            #expect(!country.nationalLengths.isEmpty)
        }
    }
}
