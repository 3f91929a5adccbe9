import SluiceCore

extension TextCharset {
    /// The encoding that a `charset` parameter names, in any case; nothing for one that we do not read.
    init?(label: Bytes) {
        if label.isSame("utf-8") || label.isSame("utf8") || label.isSame("us-ascii") || label.isSame("ascii") {
            self = .utf8
        } else if label.isSame("iso-8859-1") || label.isSame("latin1") || label.isSame("windows-1252")
            || label.isSame("cp1252")
        {
            self = .windows1252
        } else {
            return nil
        }
    }
}
