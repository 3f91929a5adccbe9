/// One statement about a person's consent to be called: given, or taken back. Statements are added and never changed.
///
/// Facts are kept, not conclusions: what a form of consent is worth differs by court and state (compliance §11).
public struct Consent: Sendable, Hashable {
    /// What was stated.
    public enum Action: String, Sendable, Hashable, Codable, CaseIterable {
        case given
        case revoked
    }

    /// How consent was given (compliance §11).
    public enum Form: String, Sendable, Hashable, Codable, CaseIterable {
        /// A signed agreement; an electronic signature counts.
        case written
        /// Spoken, with a recording.
        case oralRecorded = "oral_recorded"
        /// Shown by what the person did.
        case conduct
    }

    /// Its number; nothing before it is stored.
    public var id: Int64?
    /// The number that may, or may no longer, be called.
    public var phone: PhoneNumber
    /// The lead it came with, if any.
    public var leadID: LeadID?
    /// Given or revoked.
    public var action: Action
    /// Which sellers it names; for a revocation, none means all of them (compliance §11, *revoke one = revoke all*).
    public var sellers: [SellerID]
    /// What the calls are about.
    public var subject: String
    /// When the person said so.
    public var at: Timestamp
    /// When it was written down here.
    public var recordedAt: Timestamp
    /// What proves it: form, page, version of the text, certificate, way of revocation.
    public var evidence: [String: String]

    /// A statement of these values.
    public init(
        id: Int64? = nil, phone: PhoneNumber, leadID: LeadID? = nil, action: Action, sellers: [SellerID],
        subject: String, at: Timestamp, recordedAt: Timestamp, evidence: [String: String]
    ) {
        self.id = id
        self.phone = phone
        self.leadID = leadID
        self.action = action
        self.sellers = sellers
        self.subject = subject
        self.at = at
        self.recordedAt = recordedAt
        self.evidence = evidence
    }

    /// Whether it speaks of `seller`.
    public func concerns(_ seller: SellerID) -> Bool {
        sellers.contains(seller) || (action == .revoked && sellers.isEmpty)
    }

    /// The consent that stands for calls of `seller`: the newest statement that concerns it, where that one is not a
    /// revocation. Of two of the same moment the one stored later counts, and a revocation before a consent.
    public static func standing(in history: [Consent], for seller: SellerID) -> Consent? {
        let last = history.filter { $0.concerns(seller) }.max { left, right in
            (left.at, left.action == .revoked ? 1 : 0, left.id ?? .max)
                < (right.at, right.action == .revoked ? 1 : 0, right.id ?? .max)
        }
        return last?.action == .given ? last : nil
    }
}
