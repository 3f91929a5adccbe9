import SluiceCore

/// API Duplicate Lead Check among the settings (product-features §4).
extension SettingsForm {
    static func fillCRM(
        _ check: inout CRMCheck?, from fields: inout FormFields, in configuration: AccountConfiguration
    ) {
        let endpoints = configuration.endpoints.values.map { ($0.id, $0.name) }
        var id = check?.endpointID
        fields.optionalReference("crm_check", to: "endpoint", among: endpoints, into: &id)
        guard let id else {
            check = nil
            // What is shown of a check that is off may be sent back.
            for name in ["crm_policy", "crm_deadline_ms", "crm_cache_seconds", "crm_hold_hours"] {
                _ = fields.value(name)
            }
            if let text = fields.value("crm_rows"), !FormFields.isNone(text) {
                fields.fault("crm_rows", "needs crm_check: the endpoint that is asked")
            }
            return
        }
        var changed = check ?? CRMCheck(endpointID: id)
        changed.endpointID = id
        fillRows(&changed.rows, from: &fields, in: configuration)
        fields.choice("crm_policy", into: &changed.policy)
        fields.number("crm_deadline_ms", into: &changed.deadline, 100...20_000)
        fields.number("crm_cache_seconds", into: &changed.cacheSeconds, 0...604_800)
        fields.number("crm_hold_hours", into: &changed.holdHours, 1...168)
        if changed.rows.isEmpty, !fields.faults.contains(where: { $0.field == "crm_rows" }) {
            fields.fault("crm_rows", "says what the CRM's answers mean: at least one row, such as total > 0 -> skip")
        }
        check = changed
    }

    private static func fillRows(
        _ rows: inout [CRMCheck.Row], from fields: inout FormFields, in configuration: AccountConfiguration
    ) {
        guard let text = fields.value("crm_rows") else { return }
        guard !FormFields.isNone(text) else {
            rows = []
            return
        }
        let read = CRMNotation.read(text)
        for fault in read.faults { fields.fault("crm_rows", fault) }
        if read.rows.count > CRMNotation.mostRows {
            fields.fault("crm_rows", "are \(read.rows.count); \(CRMNotation.mostRows) at most")
        }
        for row in read.rows {
            if let status = row.status, configuration.statuses[status] == nil {
                fields.fault("crm_rows", "\(CRMNotation.text(of: row)): the account has no status \(status)")
            }
        }
        if read.faults.isEmpty { rows = read.rows }
    }

    static func crmMembers(
        of check: CRMCheck?, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        let usual = CRMCheck(endpointID: EndpointID(0))
        let shown = check ?? usual
        return [
            ("crm_check", .text(check.flatMap { configuration.endpoints[$0.endpointID]?.name })),
            ("crm_rows", .texts(shown.rows.map(CRMNotation.text))), ("crm_policy", .string(shown.policy.rawValue)),
            ("crm_deadline_ms", .integer(Int64(shown.deadline))),
            ("crm_cache_seconds", .integer(Int64(shown.cacheSeconds))),
            ("crm_hold_hours", .integer(Int64(shown.holdHours))),
        ]
    }
}
