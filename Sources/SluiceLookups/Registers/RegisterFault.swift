/// Why a register could not be read, written or put into use.
///
/// An accident, never an answer: a number that is not listed is no fault. The codes are shown to operators and are
/// permanent; the detail never holds a phone number.
public struct RegisterFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, in one permanent word.
    public enum Code: String, Sendable, CaseIterable {
        /// The operating system refused to open, read or map the file.
        case unreadable
        /// The operating system refused to write, sync or rename; a full disk is the usual cause.
        case unwritable
        /// The file is no register file at all.
        case notARegister = "not_a_register"
        /// The file was written by a newer Sluice.
        case unsupportedFormat = "unsupported_format"
        /// A sound register file, but of another register, version or layout than asked for.
        case wrongRegister = "wrong_register"
        /// The file is cut short, or its bytes are not those that were written.
        case damaged
        /// The list of a register's versions cannot be read.
        case manifestDamaged = "manifest_damaged"
        /// The caller asked the import to stop.
        case cancelled
        /// The source held not one number, which is more likely a mistake than an empty list.
        case nothingRead = "nothing_read"
        /// Most lines of the source made no sense, so it is probably another kind of file.
        case mostlyUnreadable = "mostly_unreadable"
        /// The source holds less than half of what the version in use holds, so it is probably cut short.
        case suspiciouslySmall = "suspiciously_small"
        /// The source was issued in the future.
        case invalidIssueDate = "invalid_issue_date"
        /// The source lists more blocks of numbers than a register takes.
        case tooLarge = "too_large"
        /// The machine has no memory left for the import.
        case outOfMemory = "out_of_memory"
        /// Another import or rollback of the same register is running.
        case busy
        /// The register has no such version, or its file was pruned.
        case unknownVersion = "unknown_version"
    }

    /// What went wrong.
    public let code: Code

    /// The circumstances, for an operator.
    public let detail: String

    /// A fault with its circumstances.
    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The code and the detail on one line.
    public var description: String { "\(code.rawValue): \(detail)" }
}
