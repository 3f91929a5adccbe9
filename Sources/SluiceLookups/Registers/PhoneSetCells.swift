import Foundation

/// Phone numbers being collected for a register, in any order and as often as they come.
///
/// A cell is a thousands-block as 1,000 bits in 128 bytes, taken from one arena at its first number. So the memory
/// needed follows the blocks that occur, not the numbers: 250 million numbers over 250,000 exchanges need 320 MB, and a
/// million scattered numbers never more than 128. The whole North American plan fits; what goes beyond the arena is
/// refused rather than let the machine run out of memory.
final class PhoneSetCells {
    /// All 10 million North American thousands-blocks and two million of other countries.
    static let capacity = 12_000_000
    private static let cellLength = 128
    private static let cellBytes = 125
    private static let cellsPerExchange = 10
    private static let northAmericanCells = PhoneSetFormat.northAmericanCount * cellsPerExchange
    private static let northAmericanFirst = Int64(PhoneSetFormat.northAmericanBase) * Int64(cellsPerExchange)

    private let capacity: Int
    private let arena: UnsafeMutableRawPointer
    private let arenaLength: Int
    /// The cell of each North American thousands-block, counted from 1; 0 is none yet.
    private let table: UnsafeMutablePointer<UInt32>
    /// One bit for each North American exchange that has a cell, so that a short list is written in a short time.
    private var present = [UInt64](repeating: 0, count: PhoneSetFormat.northAmericanCount / 64)
    /// The cell of every other thousands-block.
    private var others: [Int64: UInt32] = [:]
    private var used: UInt32 = 0
    /// The different numbers collected.
    private(set) var count: Int64 = 0

    init(capacity: Int = PhoneSetCells.capacity) throws(RegisterFault) {
        self.capacity = min(max(capacity, 1), Self.capacity)
        arenaLength = self.capacity * Self.cellLength
        guard let table = calloc(Self.northAmericanCells, MemoryLayout<UInt32>.stride) else {
            throw RegisterFault(.outOfMemory, "no memory for the table of thousands-blocks")
        }
        #if os(Linux)
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        #else
            let flags = MAP_PRIVATE | MAP_ANON
        #endif
        guard let arena = mmap(nil, arenaLength, PROT_READ | PROT_WRITE, flags, -1, 0), arena != MAP_FAILED else {
            free(table)
            throw RegisterFault(.outOfMemory, "cannot reserve \(arenaLength) bytes: \(SystemCall.complaint)")
        }
        self.arena = arena
        self.table = table.bindMemory(to: UInt32.self, capacity: Self.northAmericanCells)
    }

    deinit {
        munmap(arena, arenaLength)
        free(table)
    }

    /// Adds a number; whether it was new. What is not positive is no number and is not added.
    func insert(_ digits: Int64) throws(RegisterFault) -> Bool {
        guard digits > 0 else { return false }
        let (block, line) = digits.quotientAndRemainder(dividingBy: 1_000)
        let slot = block &- Self.northAmericanFirst
        var cell: UInt32
        if slot >= 0, slot < Self.northAmericanCells {
            cell = table[Int(slot)]
            if cell == 0 {
                cell = try takeCell()
                table[Int(slot)] = cell
                let exchange = Int(slot) / Self.cellsPerExchange
                present[exchange / 64] |= 1 << UInt64(exchange % 64)
            }
        } else if let known = others[block] {
            cell = known
        } else {
            cell = try takeCell()
            others[block] = cell
        }
        let byte = arena + Int(cell &- 1) &* Self.cellLength + Int(line >> 3)
        let mask: UInt8 = 1 << UInt8(truncatingIfNeeded: line & 7)
        let old = byte.load(as: UInt8.self)
        guard old & mask == 0 else { return false }
        byte.storeBytes(of: old | mask, as: UInt8.self)
        count &+= 1
        return true
    }

    private func takeCell() throws(RegisterFault) -> UInt32 {
        guard used < capacity else {
            throw RegisterFault(.tooLarge, "the source lists numbers in more than \(capacity) thousands-blocks")
        }
        used += 1
        return used
    }

    /// Hands over every exchange that has a number, in ascending order, as 10,000 bits.
    ///
    /// The bytes are valid until `body` returns.
    func forEachExchange(_ body: (UInt64, UnsafeRawBufferPointer) throws -> Void) throws {
        let elsewhere = Set(others.keys.map { $0 / Int64(Self.cellsPerExchange) }).sorted()
        let before = elsewhere.prefix { $0 < Int64(PhoneSetFormat.northAmericanBase) }
        var bits = [UInt8](repeating: 0, count: PhoneSetFormat.bitSetLength)
        for exchange in before {
            try hand(exchange, &bits, body) { others[$0] ?? 0 }
        }
        for (position, word) in present.enumerated() {
            var rest = word
            while rest != 0 {
                let slot = position &* 64 &+ rest.trailingZeroBitCount
                let exchange = Int64(PhoneSetFormat.northAmericanBase) &+ Int64(slot)
                try hand(exchange, &bits, body) { table[Int($0 &- Self.northAmericanFirst)] }
                rest &= rest &- 1
            }
        }
        for exchange in elsewhere.dropFirst(before.count) {
            try hand(exchange, &bits, body) { others[$0] ?? 0 }
        }
    }

    /// Joins the ten cells of an exchange; each is 125 whole bytes.
    private func hand(
        _ exchange: Int64, _ bits: inout [UInt8], _ body: (UInt64, UnsafeRawBufferPointer) throws -> Void,
        cell: (Int64) -> UInt32
    ) throws {
        try bits.withUnsafeMutableBytes { room in
            for part in 0..<Self.cellsPerExchange {
                let number = cell(exchange &* Int64(Self.cellsPerExchange) &+ Int64(part))
                let target = UnsafeMutableRawBufferPointer(
                    rebasing: room[(part &* Self.cellBytes)..<(part &* Self.cellBytes &+ Self.cellBytes)])
                if number == 0 {
                    target.initializeMemory(as: UInt8.self, repeating: 0)
                } else {
                    let source = arena + Int(number &- 1) &* Self.cellLength
                    target.copyMemory(from: UnsafeRawBufferPointer(start: source, count: Self.cellBytes))
                }
            }
            try body(UInt64(bitPattern: exchange), UnsafeRawBufferPointer(room))
        }
    }
}
