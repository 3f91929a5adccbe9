import SluiceCore

/// What a node remembers of its questions to CRMs: answers that still count, questions under way, and how the CRMs are.
struct CRMMemory {
    /// How many answers are remembered; the oldest go first.
    static let most = 50_000

    /// A question: what is asked whom about which phone. When the check, its endpoint or its adaptor change, it is
    /// another.
    struct Key: Hashable {
        var account: AccountID
        var phone: PhoneNumber
        var check: CRMCheck
        var endpoint: Endpoint
        var adaptor: Adaptor?
    }

    /// What becomes of one who asks.
    enum Turn {
        case known(CRMAnswer)
        case leftAlone
        case join
        case first
    }

    typealias Waiting = CheckedContinuation<CRMAnswer?, Never>

    private struct Place: Hashable {
        var account: AccountID
        var endpoint: EndpointID
    }

    private var answers: [Key: (answer: CRMAnswer, until: Timestamp)] = [:]
    private var order: [Key] = []
    private var oldest = 0
    private var asking: [Key: [Waiting]] = [:]
    private var breakers: [Place: CircuitBreaker] = [:]

    /// Whoever is first asks; those who come meanwhile wait for the same answer.
    mutating func turn(_ key: Key, at now: Timestamp) -> Turn {
        if let known = answers[key], now < known.until { return .known(known.answer) }
        if asking[key] != nil { return .join }
        let place = Place(account: key.account, endpoint: key.endpoint.id)
        guard breakers[place, default: CircuitBreaker()].permits(at: now) > 0 else { return .leftAlone }
        breakers[place, default: CircuitBreaker()].began()
        asking[key] = []
        return .first
    }

    /// Waits for the answer to a question that is under way; false where none is.
    mutating func join(_ key: Key, _ waiting: Waiting) -> Bool {
        guard asking[key] != nil else { return false }
        asking[key]?.append(waiting)
        return true
    }

    /// Keeps an answer, and returns who waits for it.
    mutating func take(_ answer: CRMAnswer, _ key: Key, at now: Timestamp) -> [Waiting] {
        let place = Place(account: key.account, endpoint: key.endpoint.id)
        if let fault = answer.fault {
            breakers[place, default: CircuitBreaker()].failed(at: now, isOfReceiver: fault.isWorthRetrying)
        } else {
            _ = breakers[place, default: CircuitBreaker()].succeeded()
            remember(answer, key, at: now)
        }
        return asking.removeValue(forKey: key) ?? []
    }

    private mutating func remember(_ answer: CRMAnswer, _ key: Key, at now: Timestamp) {
        guard key.check.cacheSeconds > 0 else { return }
        if answers.updateValue((answer.remembered, now.adding(seconds: Int64(key.check.cacheSeconds))), forKey: key)
            == nil
        {
            order.append(key)
        }
        while answers.count > CRMMemory.most, oldest < order.count {
            answers[order[oldest]] = nil
            oldest += 1
        }
        if oldest > CRMMemory.most {
            order.removeFirst(oldest)
            oldest = 0
        }
    }
}
