/// What a password must be like (NIST SP 800-63B): long, and not what everybody guesses first. Nothing is asked of the
/// kinds of its characters.
public enum PasswordRules {
    /// The lengths of a password, in characters.
    public static let lengths = 12...200

    /// What is wrong with a password for a user, in a sentence; nothing where it will do.
    ///
    /// `words` are those that a guesser would begin with for this user: e-mail, names, the account.
    public static func fault(in password: String, words: [String]) -> String? {
        guard lengths.contains(password.count) else {
            return "takes \(lengths.lowerBound) to \(lengths.upperBound) characters, these are \(password.count)"
        }
        let plain = folded(password)
        if Set(plain).count < 5 { return "has too few different characters in it" }
        if isRun(plain) { return "is a row of characters that follow one another" }
        if isRepeated(plain) { return "is one piece again and again" }
        if common.contains(plain) { return "is one of those that are guessed first" }
        let rest = pieces(of: words).reduce(plain) { $0.replacing($1, with: "") }
        return rest.count < 4 ? "is little more than a name or an e-mail" : nil
    }

    /// What is wrong with a password for this user of this account.
    public static func fault(in password: String, of user: User, _ account: Account) -> String? {
        fault(in: password, words: [user.email, user.firstName, user.lastName, account.name])
    }

    /// The words and their parts, longest first, without those too short to tell anything.
    private static func pieces(of words: [String]) -> [String] {
        let parts = words.flatMap { word in
            [word] + word.split { "@.-_ ".contains($0) }.map(String.init)
        }
        return (parts + ["sluice", "password"]).map(folded).filter { $0.count >= 4 }.sorted { $0.count > $1.count }
    }

    private static func folded(_ text: String) -> String { text.lowercased() }

    private static func isRun(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.map { Int64($0.value) }
        let steps = zip(scalars, scalars.dropFirst()).map { $1 - $0 }
        // 9 is followed by 0 in what people type.
        let plain = steps.count { $0 == 1 || $0 == -9 }
        return plain == steps.count || steps.allSatisfy { $0 == -1 || $0 == 9 }
    }

    private static func isRepeated(_ text: String) -> Bool {
        let characters = Array(text)
        return (1...4).contains { length in
            characters.indices.allSatisfy { characters[$0] == characters[$0 % length] }
        }
    }

    /// Long ones among those that are seen most in leaked lists.
    private static let common: Set<String> = [
        "password1234", "password12345", "password123456", "passwordpassword", "qwertyuiop123", "qwertyuiop12",
        "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "zaq12wsxcde3", "q1w2e3r4t5y6", "adminadminadmin",
        "administrator", "administrator1", "letmeinletmein", "welcome12345", "changeme1234", "changemenow1",
        "iloveyou1234", "iloveyouforever", "football1234", "baseball1234", "sunshine1234", "princess1234",
        "monkey123456", "dragon123456", "master123456", "superman1234", "trustno1trustno1", "correcthorsebatterystaple",
        "asdfghjkl123", "zxcvbnm12345", "qazwsxedcrfv", "qwertyuiopas", "qwertyuiopasdf", "qwerty123456",
        "abcd12345678", "abc123456789", "a1b2c3d4e5f6", "passw0rd1234", "p@ssw0rd1234", "p@ssword1234",
    ]
}
