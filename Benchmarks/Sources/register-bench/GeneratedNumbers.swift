import Foundation
import SluiceCore
import SluiceLookups

/// Different numbers, spread evenly over exchanges that lie scattered over the North American plan.
///
/// All of it is arithmetic: nothing is stored, and the same options give the same numbers.
struct GeneratedNumbers {
    /// Area codes and exchanges both run from 200 to 999.
    static let exchangesPossible = 800 * 800

    let count: Int
    let exchanges: Int
    let isShuffled: Bool
    private let perExchange: Int
    private let step: Int

    init(count: Int, exchanges: Int, isShuffled: Bool) {
        self.exchanges = exchanges
        self.isShuffled = isShuffled
        perExchange = count / exchanges
        self.count = perExchange * exchanges
        step = Self.coprime(to: self.count, near: 982_451_653)
    }

    /// The number at a position in the list.
    func number(_ position: Int) -> Int {
        let place = isShuffled ? Int((UInt64(position) * UInt64(step)) % UInt64(count)) : position
        return national(exchange: place / perExchange, line: place % perExchange)
    }

    /// Exchanges beyond ``exchanges`` and lines beyond the ones per exchange are not in the list.
    private func national(exchange: Int, line: Int) -> Int {
        let scattered = exchange * 262_147 % Self.exchangesPossible
        let prefix = (scattered / 800 + 200) * 1_000 + scattered % 800 + 200
        return prefix * 10_000 + (line * 7_919 + exchange) % 10_000
    }

    /// The list as text, one number a line, as bytes that are made when they are read.
    func source() -> ByteSource {
        var position = 0
        let list = self
        return ByteSource(totalBytes: Int64(count) * 11) { buffer in
            let lines = min(buffer.count / 11, list.count - position)
            var place = 0
            for _ in 0..<lines {
                var rest = list.number(position)
                for digit in stride(from: 9, through: 0, by: -1) {
                    buffer[place + digit] = UInt8(rest % 10) + 0x30
                    rest /= 10
                }
                buffer[place + 10] = 0x0A
                place += 11
                position += 1
            }
            return place
        }
    }

    func write(to path: String) throws {
        let source = source()
        guard let file = fopen(path, "w") else { return print("cannot write \(path)") }
        defer { fclose(file) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while case let filled = try source.read(buffer), filled > 0 {
            fwrite(buffer.baseAddress, 1, filled, file)
        }
    }

    /// Numbers to ask for, in scattered order.
    func probes(_ wanted: Int) -> (hits: [PhoneNumber], misses: [PhoneNumber], strangers: [PhoneNumber]) {
        let step = Self.coprime(to: count, near: 715_827_883)
        let places = (0..<wanted).map { Int((UInt64($0 &* 7 &+ 3) * UInt64(step)) % UInt64(count)) }
        func phone(_ exchange: Int, _ line: Int) -> PhoneNumber {
            PhoneNumber(Int64(national(exchange: exchange, line: line)) + 10_000_000_000)
        }
        let hits = places.map { phone($0 / perExchange, $0 % perExchange) }
        let free = 10_000 - perExchange
        let misses = free > 0 ? places.map { phone($0 / perExchange, perExchange + $0 % free) } : []
        let others = Self.exchangesPossible - exchanges
        let strangers = others > 0 ? places.map { phone(exchanges + $0 % others, $0 % 10_000) } : []
        return (hits, misses, strangers)
    }

    private static func coprime(to count: Int, near start: Int) -> Int {
        var candidate = start
        while greatestCommonDivisor(candidate, count) != 1 { candidate += 1 }
        return candidate
    }

    private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
        right == 0 ? left : greatestCommonDivisor(right, left % right)
    }
}
