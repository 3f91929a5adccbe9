public import SluiceCore

/// Step 2 · refuses a wireless number when the Criteria ask for it (6902). A number that no register knows is taken or
/// refused by the Criteria's policy.
public struct WirelessCheck: IntakeStage {
    /// `wireless_check`.
    public static let name = "wireless_check"

    /// Checks for wireless numbers.
    public init() {}

    /// What an unknown number means.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        draft.options.checksWireless ? Inquiry(draft.criteria?.unknownCarrier) : nil
    }

    /// Judges by the wireless blocks and the ported numbers.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        guard draft.options.checksWireless else { return .pass }
        switch facts.registers.isWireless {
        case true?:
            return .refuse(Refusal(.wireless, evidence: CarrierJudgement.sources(facts)))
        case false?:
            return .pass
        case nil:
            guard draft.criteria?.unknownCarrier == .closed else {
                CarrierJudgement.note("wireless_unknown", in: &draft)
                return .pass
            }
            return .refuse(Refusal(.wireless, evidence: "no register knows the number, and the policy is closed"))
        }
    }
}

/// Step 2 · refuses the carrier types that the Criteria reject (6903).
public struct CarrierCheck: IntakeStage {
    /// `carrier_check`.
    public static let name = "carrier_check"

    /// Checks carrier types.
    public init() {}

    /// The types rejected, and what an unknown one means.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        let rejected = draft.options.rejectedCarriers
        return rejected.isEmpty ? nil : Inquiry(rejected, draft.criteria?.unknownCarrier)
    }

    /// Judges by block and porting.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        CarrierJudgement.judge(
            &draft, facts, rejected: draft.options.rejectedCarriers, unknown: draft.criteria?.unknownCarrier ?? .open,
            reason: .carrierType)
    }
}

/// Step 3 · refuses the carrier types that the account rejects on every insert; at most two (6903).
public struct AccountCarrierCheck: IntakeStage {
    /// `account_carrier_check`.
    public static let name = "account_carrier_check"

    /// Checks carrier types.
    public init() {}

    /// The types rejected, and what an unknown one means.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        let settings = configuration.settings
        return settings.rejectedCarriers.isEmpty ? nil : Inquiry(settings.rejectedCarriers, settings.unknownCarrier)
    }

    /// Judges by block and porting.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        let settings = facts.configuration.settings
        return CarrierJudgement.judge(
            &draft, facts, rejected: settings.rejectedCarriers, unknown: settings.unknownCarrier,
            reason: .accountCarrierType)
    }
}

/// What the carrier stages share.
enum CarrierJudgement {
    static func judge(
        _ draft: inout LeadDraft, _ facts: Facts, rejected: Set<CarrierType>, unknown: UnknownPolicy,
        reason: RefusalReason
    ) -> Verdict {
        guard !rejected.isEmpty else { return .pass }
        let carrier = facts.registers.carrier
        if rejected.contains(carrier) {
            return .refuse(Refusal(reason, evidence: "\(carrier.rawValue) by \(sources(facts))"))
        }
        guard carrier == .unknown else { return .pass }
        guard unknown == .closed else {
            note("carrier_unknown", in: &draft)
            return .pass
        }
        return .refuse(Refusal(reason, evidence: "no register knows the number, and the policy is closed"))
    }

    static func sources(_ facts: Facts) -> String {
        facts.registers.sources.isEmpty ? "no register" : facts.registers.sources.joined(separator: ", ")
    }

    static func note(_ note: String, in draft: inout LeadDraft) {
        if !draft.notes.contains(note) { draft.notes.append(note) }
    }
}
