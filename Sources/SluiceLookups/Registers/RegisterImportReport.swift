/// How far an import has come.
public struct RegisterImportProgress: Sendable, Hashable {
    /// The bytes read so far.
    public var bytesRead: Int64
    /// The bytes there will be, where the source knows.
    public var totalBytes: Int64?
    /// The lines accepted so far.
    public var accepted: Int64
    /// The lines rejected so far.
    public var rejected: Int64
}

/// What an import made of its source, line by line.
///
/// It never holds a phone number: a rejected line is named by where it stands and what is wrong with it.
public struct RegisterImportReport: Sendable, Hashable {
    /// Why a line was rejected.
    public enum LineFault: String, Sendable, CaseIterable {
        /// There is no phone number where one should be.
        case notANumber = "not_a_number"
        /// The number has too few or too many digits.
        case wrongLength = "wrong_length"
        /// The area code or the exchange begins with 0 or 1, or the country code with 0.
        case impossibleNumber = "impossible_number"
        /// The line says that a number was taken off the list, so the source is a change list and no full one.
        case deletion
        /// The block is neither a digit nor `A` for the whole exchange.
        case invalidBlock = "invalid_block"
        /// The carrier type is none that is known.
        case unknownType = "unknown_type"
        /// The line is longer than 4,096 bytes.
        case tooLong = "too_long"
    }

    /// One rejected line.
    public struct RejectedLine: Sendable, Hashable {
        /// Its number in the source, counted from 1.
        public let line: Int64
        /// What is wrong with it.
        public let fault: LineFault
    }

    /// The rejected lines kept; further ones are only counted.
    public static let keptLines = 100
    /// The lines without a number that may stand before the first number without counting as rejected.
    static let headerAllowance: Int64 = 10

    /// The bytes read.
    public internal(set) var bytesRead: Int64 = 0
    /// The lines read, empty ones included.
    public internal(set) var lines: Int64 = 0
    /// The lines that were understood.
    public internal(set) var accepted: Int64 = 0
    /// The different numbers, or the thousands-blocks described.
    public internal(set) var count: Int64 = 0
    /// The lines before the first number that were taken for a header.
    public internal(set) var headerLines: Int64 = 0
    /// The lines rejected.
    public internal(set) var rejected: Int64 = 0
    /// The first ``keptLines`` of them.
    public internal(set) var rejectedLines: [RejectedLine] = []

    /// The lines that said again what an earlier one had said; for blocks this is not counted and stays 0.
    public internal(set) var duplicates: Int64 = 0

    mutating func reject(_ fault: LineFault) {
        if fault == .notANumber, accepted == 0, headerLines < Self.headerAllowance {
            headerLines &+= 1
            return
        }
        rejected &+= 1
        if rejectedLines.count < Self.keptLines { rejectedLines.append(RejectedLine(line: lines, fault: fault)) }
    }

    /// Refuses a source that gave no number, or more nonsense than numbers: rather no new version than a bad one.
    func checkPlausible() throws(RegisterFault) {
        guard accepted > 0 else {
            throw RegisterFault(.nothingRead, "\(lines) lines read, none understood")
        }
        guard rejected <= accepted else {
            throw RegisterFault(.mostlyUnreadable, "\(rejected) of \(lines) lines rejected")
        }
    }
}
