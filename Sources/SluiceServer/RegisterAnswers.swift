import SluiceCore
import SluiceLookups

extension RegisterShelf {
    /// What the registers of this moment say about a number, as intake asks it.
    func answer(for phone: PhoneNumber) -> RegisterAnswer {
        let now = snapshot
        guard !now.editions.isEmpty else { return .nothing }
        var answer = RegisterAnswer()
        let national = now.isOnNationalDNC(phone)
        answer.hasDNCRegister = national != nil
        if national == true { answer.listedBy.append(RegisterName.nationalDNC.description) }
        for name in now.stateLists(phone) { answer.listedBy.append(name.description) }
        answer.isLitigator = now.isLitigator(phone)
        answer.isWireless = now.isWireless(phone)
        answer.carrier = now.carrier(phone).type
        answer.sources = now.sources
        return answer
    }
}
