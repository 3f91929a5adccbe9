import SluiceCore
import Testing

@Suite struct `Phone numbers, any of them` {
    @Test func `no text is a trap, and no number is read that breaks the plan`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("phone texts, seed \(seed)")
        var dice = PhoneDice(seed: seed)
        let codes: [String?] = [nil, nil, "1", "44", "49", "39", "7", "979", "0", "x", "+1", "999"]
        var taken = 0
        for _ in 0..<20_000 {
            let text = dice.text()
            let code = codes.randomElement(using: &dice) ?? nil
            let filters = Bool.random(using: &dice)
            let result = PhoneReader.read(text, phoneCode: code, filtersPhoneCode: filters)
            _ = PostalPlan.place(text)
            _ = PostalPlan.state(text)
            guard case .success(let reading) = result else { continue }
            taken += 1
            let digits = String(text.unicodeScalars.filter { ("0"..."9").contains($0) })
            #expect(digits.hasSuffix(reading.number.national), "seed \(seed)")
            #expect(String(reading.number.callingCode) == reading.phoneCode, "seed \(seed)")
            #expect(CallingCodes.find(reading.number.callingCode) != nil, "seed \(seed)")
        }
        #expect(taken > 20, "seed \(seed)")
    }

    @Test func `six ways of writing a number are one number`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("phone formats, seed \(seed)")
        var dice = PhoneDice(seed: seed)
        for _ in 0..<2_000 {
            let area = String(Int.random(in: 200...999, using: &dice))
            let exchange = String(Int.random(in: 200...999, using: &dice))
            let line = String(String(Int.random(in: 10_000...19_999, using: &dice)).dropFirst())
            let digits = area + exchange + line
            let written = [
                digits, "1" + digits, "+1" + digits, "(\(area)) \(exchange)-\(line)", "\(area).\(exchange).\(line)",
                "+1 (\(area)) \(exchange) \(line)",
            ]
            let readings = written.map {
                PhoneReader.read($0, phoneCode: "1", filtersPhoneCode: Bool.random(using: &dice)).map(\.number)
            }
            let isGood = !area.hasSuffix("11") && !exchange.hasSuffix("11")
            let number = try PhoneNumber(#require(Int64("1" + digits)))
            for reading in readings {
                switch reading {
                case .success(let read): #expect(isGood && read == number, "seed \(seed)")
                case .failure: #expect(!isGood, "seed \(seed)")
                }
            }
        }
    }

    @Test func `any 64 bits can be asked anything`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("phone bits, seed \(seed)")
        var dice = PhoneDice(seed: seed)
        let edges: [Int64] = [.min, .min + 1, -13_105_556_789, -1, 0, 1, 7, 9, 10, 99, 100, 999, 1000, .max - 1, .max]
        let drawn = (0..<5_000).map { _ in Int64(truncatingIfNeeded: dice.next() >> UInt64(dice.next() % 64)) }
        for digits in edges + drawn {
            let number = PhoneNumber(digits)
            #expect((0...999).contains(number.callingCode), "seed \(seed)")
            if number.callingCode > 0, digits < 1_000_000_000_000_000_000 {
                #expect("\(number.callingCode)\(number.national)" == String(digits), "seed \(seed)")
            }
            if !number.isNorthAmerican { #expect(number.areaCode == nil && number.exchange == nil, "seed \(seed)") }
            _ = (number.isFictional, number.isTollFree)
            _ = LocalZones.zones(phone: number, state: nil, postalCode: nil)
        }
    }

    @Test func `any place code can be asked for`() {
        for code in [Int.min, -1, 0, 1, 199, 200, 999, 1000, Int.max] {
            #expect(NumberingPlan.area(code)?.code == nil)
            #expect(CallingCodes.find(code).map(\.code) == (code == 1 ? 1 : nil))
        }
    }
}
