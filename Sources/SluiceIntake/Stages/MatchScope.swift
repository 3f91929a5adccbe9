import SluiceCore
import SluiceDatabase

/// Which lists a search for older leads looks at.
enum MatchScope {
    case everywhere
    case lists(Set<ListID>)
    case nowhere

    /// `Search_List_ID`, else `Search_Campaign_ID`, else everywhere.
    static func searched(_ draft: LeadDraft, _ facts: Facts) -> MatchScope {
        named(draft, facts) ?? .everywhere
    }

    /// `Search_List_ID`, which wins, or `Search_Campaign_ID`; nothing when neither is given.
    static func named(_ draft: LeadDraft, _ facts: Facts) -> MatchScope? {
        if let list = draft.options.searchListID { return .lists([list]) }
        if let campaign = draft.options.searchCampaignID {
            return .lists(facts.configuration.listsOfCampaign[campaign] ?? [])
        }
        return nil
    }

    /// The lists that a scope means for a draft.
    static func of(_ scope: DuplicateScope, _ draft: LeadDraft, _ facts: Facts) -> MatchScope {
        switch scope {
        case .none: return .nowhere
        case .account: return .everywhere
        case .list: return draft.listID.map { .lists([$0]) } ?? .nowhere
        case .campaign:
            guard let campaign = facts.campaign(of: draft) else { return .nowhere }
            return .lists(facts.configuration.listsOfCampaign[campaign.id] ?? [])
        case .purpose:
            guard let campaign = facts.campaign(of: draft) else { return .nowhere }
            return .lists(facts.configuration.lists(ofPurpose: campaign.purpose))
        }
    }

    /// The matches inside the scope, in their order.
    func filter(_ matches: [LeadMatch]) -> [LeadMatch] {
        switch self {
        case .everywhere: matches
        case .nowhere: []
        case .lists(let lists): matches.filter { lists.contains($0.listID) }
        }
    }
}
