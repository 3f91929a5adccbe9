public import SluiceCore

/// Step 2 · reads the number by the numbering plan and refuses what is none (6008).
public struct PhoneCheck: IntakeStage {
    /// `phone_check`.
    public static let name = "phone_check"

    /// Checks phones.
    public init() {}

    /// Passes with the number as one value, noting what is odd about it.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        let reading = PhoneReader.read(
            draft.phoneText, phoneCode: draft.phoneCode, filtersPhoneCode: draft.options.filtersPhoneCode,
            defaultCode: facts.configuration.settings.defaultPhoneCode)
        switch reading {
        case .success(let reading):
            draft.phone = reading.number
            for note in reading.notes { draft.notes.append("phone: \(note.rawValue)") }
            return .pass
        case .failure(let fault):
            return .refuse(Refusal(.phoneInvalid, evidence: fault.evidence))
        }
    }
}
