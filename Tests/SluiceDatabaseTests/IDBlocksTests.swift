import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@Suite struct `Ids from blocks` {
    @Test(arguments: Engine.available)
    func `rise without doubles across transactions, and none is used by a rolled-back one twice`(
        engine: Engine
    ) async throws {
        let database = try await engine.open(blockSize: 8)
        let sequence = IDSequence(.lead, of: 7)
        var taken: [Int64] = []
        for round in 0..<20 {
            do {
                taken += try await database.write { connection in
                    let ids = try (0..<3).map { _ in try connection.ids.take(from: sequence) }
                    if round % 5 == 4 { throw DatabaseError(.constraint, "on purpose") }
                    return ids
                }
            } catch let error as DatabaseError where error.code == .constraint {}
        }
        #expect(taken.count == 48)
        #expect(Set(taken).count == 48)
        #expect(taken == taken.sorted())
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `two processes never get the same number`(engine: Engine) async throws {
        // Two sets of blocks over one database, as two nodes have them.
        let database = try await engine.open(blockSize: 4)
        let other = IDBlocks(blockSize: 4)
        let sequence = IDSequence(.row)
        let numbers = try await database.session { connection in
            var numbers: [Int64] = []
            for _ in 0..<25 {
                try connection.ids.ensure(1, of: sequence, on: connection)
                numbers.append(try connection.ids.take(from: sequence))
                try other.ensure(1, of: sequence, on: connection)
                numbers.append(try other.take(from: sequence))
            }
            return numbers
        }
        #expect(Set(numbers).count == 50)
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `an imported id raises the next new one above it`(engine: Engine) async throws {
        let database = try await engine.open(blockSize: 4)
        let sequence = IDSequence(.lead, of: 7)
        let next = try await database.session { connection in
            try connection.ids.ensure(1, of: sequence, on: connection)
            _ = try connection.ids.take(from: sequence)
            try connection.ids.raise(sequence, above: 65_007_347, on: connection)
            try connection.ids.ensure(1, of: sequence, on: connection)
            return try connection.ids.take(from: sequence)
        }
        #expect(next == 65_007_348)
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `what is seldom made is numbered without gaps, whichever process makes it`(engine: Engine) async throws {
        let database = try await engine.open()
        let sequence = IDSequence(.list, of: 7)
        var taken: [Int64] = []
        for round in 0..<12 {
            do {
                taken += try await database.write { connection in
                    let numbers = [try connection.nextNumber(of: sequence), try connection.nextNumber(of: sequence)]
                    // A transaction that runs short of ids is run again, and one that fails is not.
                    _ = try connection.ids.take(Int64(100 * (round + 1)), from: .row)
                    if round % 4 == 3 { throw DatabaseError(.constraint, "on purpose") }
                    return numbers
                }
            } catch let error as DatabaseError where error.code == .constraint {}
        }
        #expect(taken == Array(1...18))
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `numbers taken at once are each given once`(engine: Engine) async throws {
        let database = try await engine.open()
        let taken = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<40 {
                group.addTask { try await database.write { try $0.nextNumber(of: IDSequence(.account)) } }
            }
            return try await group.reduce(into: [Int64]()) { $0.append($1) }
        }
        #expect(taken.sorted() == Array(1...40))
        await database.close()
    }

    @Test(arguments: Engine.available)
    func `a transaction may take many blocks' worth`(engine: Engine) async throws {
        let database = try await engine.open(blockSize: 4)
        let taken = try await database.write { connection in
            try (0..<50).map { _ in try connection.ids.take(from: .row) }
        }
        #expect(Set(taken).count == 50)
        #expect(taken == taken.sorted())
        await database.close()
    }
}
