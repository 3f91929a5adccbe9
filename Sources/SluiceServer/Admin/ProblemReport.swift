import SluiceDatabase

/// Everything that is wrong with what somebody asked for, each field with a sentence. Nothing was changed.
public struct ProblemReport: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    /// One field at fault.
    public struct Fault: Sendable, Hashable, Codable {
        /// Its name.
        public var field: String
        /// What is wrong with it, and what would be right.
        public var sentence: String
    }

    /// Every field at fault, in the order of the form.
    public var faults: [Fault]

    /// A report of these faults.
    public init(_ faults: [Fault]) {
        self.faults = faults
    }

    /// A report of one fault.
    public init(_ field: String, _ sentence: String) {
        faults = [Fault(field: field, sentence: sentence)]
    }

    /// Runs `body`; where the database finds that another was faster with the same name, that is a report on `field`.
    static func whenTaken<Value>(
        _ field: String, _ sentence: String, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError where error.code == .constraint {
            throw ProblemReport(field, sentence)
        }
    }

    /// One line for each field.
    public var description: String {
        faults.map { "\($0.field): \($0.sentence)" }.joined(separator: "\n")
    }
}
