/// Words that stand for something else where a value is expected (convoso-api §9, Q25).
public enum WireWord {
    /// Sets a field to nothing; in a search, finds those without a value.
    public static let blank = "-BLANK-"
    /// In a search, finds those with any value.
    public static let notBlank = "-NOTBLANK-"
}
