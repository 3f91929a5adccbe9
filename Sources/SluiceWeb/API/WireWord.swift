/// Words that stand for something else where a value is expected (convoso-api §9, Q25).
enum WireWord {
    /// Sets a field to nothing; in a search, finds those without a value.
    static let blank = "-BLANK-"
    /// In a search, finds those with any value.
    static let notBlank = "-NOTBLANK-"
}
