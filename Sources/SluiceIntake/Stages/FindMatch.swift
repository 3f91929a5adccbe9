public import SluiceCore
public import SluiceDatabase

/// Step 2 · finds the lead that `Update_If_Found` means: by lead id, then by phone, ordered by last called time.
///
/// On Lead Post a lead id counts only with the same phone and the same vendor (product page, *Options*).
public struct FindMatch: IntakeStage {
    /// `find_match`.
    public static let name = "find_match"

    /// Finds matches.
    public init() {}

    /// The matches with status, calls and fields.
    public func questions(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> RowQuestions {
        draft.options.updatesFound ? [.matches, .details] : []
    }

    /// Where the search looks, and for which vendor.
    public func inquiry(_ draft: LeadDraft, _ configuration: AccountConfiguration) -> Inquiry? {
        let options = draft.options
        guard options.updatesFound else { return nil }
        return Inquiry(options.searchListID, options.searchCampaignID, options.updateOrder, draft.criteria?.id)
    }

    /// Passes, with `updates` set when there is a match.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        guard draft.options.updatesFound else { return .pass }
        let matches = MatchScope.searched(draft, facts).filter(facts.matches)
        if let named = draft.namedLead {
            if let match = matches.first(where: { $0.leadID == named }), mayName(match, draft) {
                draft.updates = named
                return .pass
            }
            draft.notes.append("lead_id_without_match")
        }
        draft.updates = chosen(among: matches, by: draft.options.updateOrder)?.leadID
        return .pass
    }

    private func mayName(_ match: LeadMatch, _ draft: LeadDraft) -> Bool {
        guard let criteria = draft.criteria else { return true }
        return match.detail?.criteriaID == criteria.id
    }

    /// Never called counts as called before everything; among equals the newest lead.
    private func chosen(among matches: [LeadMatch], by order: UpdateOrder) -> LeadMatch? {
        func key(_ match: LeadMatch) -> (Int64, Int64) {
            (match.detail?.lastCalledAt?.milliseconds ?? .min, match.leadID.number)
        }
        switch order {
        case .ascending:
            return matches.min { left, right in
                let (first, second) = (key(left), key(right))
                return first.0 != second.0 ? first.0 < second.0 : first.1 > second.1
            }
        case .descending:
            return matches.max { key($0) < key($1) }
        }
    }
}
