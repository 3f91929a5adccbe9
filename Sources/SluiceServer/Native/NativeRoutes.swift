import ServiceLifecycle
import SluiceCore
import SluiceWeb

/// Every operation of the native API, in the order of its page.
struct NativeRoutes: Sendable {
    let all: [NativeRoute]

    init(_ parts: Parts) {
        let desk = WriteDesk(database: parts.database, cache: parts.cache, clock: parts.clock)
        let feed = EventFeed(
            parts.database, pause: { try await SystemRuntime.pause(milliseconds: $0) },
            isStopping: { Task.isShuttingDownGracefully || Task.isCancelled })
        func kind<Form: ConfigurationForm>(
            _: Form.Type, _ words: NativeWords, _ section: AccessSection, _ reach: DataReach = .account
        ) -> [NativeRoute] {
            NativeConfiguration<Form>(parts: parts, desk: desk, words: words, section: section, reach: reach).routes
        }
        all =
            NativeLeads(parts: parts, desk: desk).routes
            + NativeHistory(parts: parts, feed: feed).routes
            + NativeHeldPosts(parts: parts).routes
            + kind(LeadListForm.self, .lists, .lists, .asked)
            + kind(CampaignForm.self, .campaigns, .campaigns, .asked)
            + kind(CriteriaForm.self, .criteria, .criteria, .everything)
            + kind(ValidationForm.self, .validations, .criteria, .everything)
            + kind(CustomFieldForm.self, .fields, .settings)
            + kind(StatusForm.self, .statuses, .statuses)
            + kind(SellerForm.self, .sellers, .settings)
            + kind(EndpointForm.self, .endpoints, .connect)
            + kind(SubscriptionForm.self, .subscriptions, .connect)
            + NativeConnect(parts: parts).routes
            + NativeHooks(parts: parts, desk: desk).routes
            + NativeTemplates(parts: parts).routes
            + NativeVendors(parts: parts, desk: desk).routes
            + NativeTrials(parts: parts, desk: desk).routes
            + NativeCompliance(parts: parts).routes
            + NativeImports(parts: parts).routes
            + NativeExports(parts: parts).routes
            + kind(AccessListForm.self, .accessLists, .users)
            + NativeUsers(parts: parts).routes
            + NativeSession(parts: parts).routes
            + NativeAudit(parts: parts).routes
            + NativeOwnAccess(parts: parts).routes
            + NativeAccount(parts: parts, desk: desk).routes
            + NativePast(parts: parts, desk: desk).routes
            + NativeSchedule(parts: parts).routes
            + NativeErasures(parts: parts).routes
            + kind(AdaptorForm.self, .adaptors, .connect, .everything)
            + NativeAdaptors(parts: parts).routes
    }
}
