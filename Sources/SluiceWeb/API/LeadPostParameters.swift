public import SluiceCore

/// Reads a lead post from request parameters: the one place that knows the wire names of the control options
/// (convoso-api §3.2).
public enum LeadPostParameters {
    private enum Role {
        case drop, adaptor, criteriaKey, listID, phone, phoneCode, status, leadID, dryRun, reservation
        case option(@Sendable (inout AskedOptions, String) -> Bool)
    }

    /// The post that `request` makes through `door`.
    public static func read(_ request: APIRequest, door: LeadPost.Door) -> LeadPost {
        var post = LeadPost(door: door)
        var packed = JSONText(capacity: 2048)
        packed.beginObject()
        post.fields.reserveCapacity(request.parameters.entries.count)
        for entry in request.parameters.entries where entry.name != "auth_token" {
            packed.member(entry.name, entry.value)
            take(entry, into: &post)
        }
        packed.endObject()
        rename(request.parameters.entries, request.configuration, into: &post)
        post.packed = packed.text()
        if let key = request.idempotencyKey, let digest = request.digest { post.idempotencyKey = (key, digest) }
        return post
    }

    /// Reads the post anew under the names that its adaptor gives, where `adaptor_id` names one that is active. Any other
    /// `adaptor_id` changes nothing and is noted: senders who moved here with their addresses go on sending theirs.
    private static func rename(
        _ sent: [LeadPost.Parameter], _ configuration: AccountConfiguration, into post: inout LeadPost
    ) {
        guard let text = sent.last(where: { $0.name == "adaptor_id" })?.value, !text.isEmpty, text != "0" else {
            return
        }
        guard let adaptor = AdaptorID(wire: text).flatMap({ configuration.adaptors[$0] }), adaptor.isActive else {
            post.asked.unreadable.append("adaptor_id")
            return
        }
        var renamed = LeadPost(door: post.door)
        let ours = sent.filter { $0.name != "auth_token" }
        for parameter in adaptor.renamed(ours, fields: configuration.fields, isKept: isControl) {
            take(parameter, into: &renamed)
        }
        renamed.packed = post.packed
        post = renamed
    }

    /// Whether a name steers the post and is no field of the lead: such a name is renamed to nothing else.
    private static func isControl(_ name: String) -> Bool {
        switch roles[name] {
        case nil, .phone, .phoneCode, .listID, .status, .leadID: false
        case .drop, .adaptor, .criteriaKey, .dryRun, .reservation, .option: true
        }
    }

    /// The post that a receipt keeps as ``LeadPost/packed``, as the configuration reads it; nothing where it was erased or
    /// cannot be read.
    public static func read(
        packed: String, door: LeadPost.Door, in configuration: AccountConfiguration
    ) -> LeadPost? {
        var packed = packed
        let parsed = packed.withUTF8 { bytes in
            // Whoever asks is told that there is nothing.
            try? JSONValue(parsing: UnsafeRawBufferPointer(bytes))
        }
        guard let members = parsed?.members, !members.isEmpty else { return nil }
        var post = LeadPost(door: door)
        post.fields.reserveCapacity(members.count)
        var sent: [LeadPost.Parameter] = []
        sent.reserveCapacity(members.count)
        for (name, value) in members {
            guard let text = value.string else { return nil }
            sent.append(LeadPost.Parameter(name, text))
        }
        for parameter in sent { take(parameter, into: &post) }
        rename(sent, configuration, into: &post)
        return post
    }

    private static func take(_ entry: LeadPost.Parameter, into post: inout LeadPost) {
        let (name, value) = (entry.name, entry.value)
        if value.isEmpty { return }
        guard let role = roles[name] else {
            post.fields.append(entry)
            return
        }
        switch role {
        case .drop, .adaptor: break
        case .criteriaKey: post.criteriaKey = value
        case .listID: if value != "0" { post.listID = value }
        case .phone: post.phone = value
        case .phoneCode: post.phoneCode = value
        case .status: post.status = value
        case .leadID: post.namedLead = LeadID(wire: value)
        case .dryRun: post.isDryRun = WireBool.read(value) ?? false
        case .reservation: post.reservation = value
        case .option(let read):
            if read(&post.asked, value) {
                post.asked.names.append(name)
            } else {
                post.asked.unreadable.append(name)
            }
        }
    }

    private static let roles: [String: Role] = [
        "adaptor_id": .adaptor, "blueinkdigital_token": .drop, "criteria_key": .criteriaKey,
        "list_id": .listID, "phone_number": .phone, "phone_code": .phoneCode, "status": .status, "lead_id": .leadID,
        "dry_run": .dryRun, "reservation_id": .reservation,
        "check_dup": .option { asked, text in
            // Any other value counts as 0, with a note (product page, *Options*).
            let value = Int(text) ?? WireBool.read(text).map { $0 ? 1 : 0 }
            asked.duplicateScope = value.flatMap(DuplicateScope.init) ?? DuplicateScope.none
            return value.flatMap(DuplicateScope.init) != nil
        },
        "check_dup_archive": flag(\.checksArchive), "check_dnc": flag(\.checksDNC),
        "check_wireless": flag(\.checksWireless), "hopper": flag(\.entersHopper),
        "filter_phone_code": flag(\.filtersPhoneCode), "update_if_found": flag(\.updatesFound),
        "hopper_priority": number(\.hopperPriority), "hopper_expires_in": number(\.hopperExpiresIn),
        "hopper_expire_in": number(\.hopperExpiresIn), "dup_lead_age": number(\.duplicateAge),
        "reject_by_carrier_type": .option { asked, text in
            let words = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
            let types = words.compactMap { CarrierType(wire: $0) }.filter { $0 != .unknown }
            asked.rejectedCarriers = Set(types)
            return types.count == words.count
        },
        "search_campaign_id": .option { asked, text in
            asked.searchCampaignID = CampaignID(wire: text)
            return asked.searchCampaignID != nil || text == "0"
        },
        "search_list_id": .option { asked, text in
            asked.searchListID = ListID(wire: text)
            return asked.searchListID != nil || text == "0"
        },
        "update_order_by_last_called_time": order, "update_order_by": order,
    ]

    private static let order = Role.option { asked, text in
        asked.updateOrder = UpdateOrder(rawValue: text.uppercased())
        return asked.updateOrder != nil
    }

    private static func flag(_ path: any WritableKeyPath<AskedOptions, Bool?> & Sendable) -> Role {
        .option { asked, text in
            asked[keyPath: path] = WireBool.read(text)
            return asked[keyPath: path] != nil
        }
    }

    private static func number(_ path: any WritableKeyPath<AskedOptions, Int?> & Sendable) -> Role {
        .option { asked, text in
            asked[keyPath: path] = WireInteger.read(text).map { Int(clamping: $0) }
            return asked[keyPath: path] != nil
        }
    }
}
