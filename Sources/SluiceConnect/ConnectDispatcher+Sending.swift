import SluiceCore
import SluiceDatabase

/// The loop that sends: it alone knows the gates, so that no lock is held while anything waits.
extension ConnectDispatcher {
    func dispatch(
        _ board: DispatchBoard, _ states: [(account: AccountID, endpoint: EndpointID, breaker: CircuitBreaker)]
    ) async throws {
        var stored = Dictionary(
            states.map { (EndpointPlace(account: $0.account, endpoint: $0.endpoint), $0.breaker) }
        ) { $1 }
        try await withThrowingDiscardingTaskGroup { group in
            defer { group.cancelAll() }
            var gates: [EndpointPlace: EndpointGate] = [:]
            var (stopped, followed): (Int?, Int) = (nil, -1)
            for await _ in board.wakes {
                let isStopping = means.isStopping()
                let turn = board.turn
                let news = board.news()
                for (place, id) in news.settled { gates[place]?.settled(id) }
                var results: [DispatchBoard.Result] = []
                for ended in news.ended {
                    guard let result = result(of: ended, &gates) else { continue }
                    results.append(result)
                    if let trouble = trouble(of: ended, gates[ended.place]) {
                        group.addTask { try await self.means.disable(ended.place, trouble.reason, trouble.isGone) }
                    }
                }
                board.toWrite(results)
                if isStopping {
                    // What does not end within five seconds is cut off, and sent again by whoever starts next.
                    let isIdle = gates.values.allSatisfy { $0.underWay == 0 } && board.unwritten == 0
                    stopped = stopped ?? turn
                    if isIdle || turn - (stopped ?? turn) > 250 { return }
                    continue
                }
                // What was configured is looked at once a turn, and not with every answer.
                if turn != followed {
                    for place in follow(&gates, &stored) {
                        group.addTask {
                            try await self.means.database.write { connection in
                                _ = try connection.run(
                                    EndpointStates.keep(CircuitBreaker(), of: place.endpoint, in: place.account))
                            }
                        }
                    }
                }
                followed = turn
                for place in news.fresh { gates[place]?.nextLook = 0 }
                try await look(&gates, turn)
                guard board.unwritten < ConnectDispatcher.mostUnwritten else { continue }
                let now = means.clock.now()
                for place in gates.keys {
                    while let (ready, prepared) = gates[place]?.next(at: now) {
                        group.addTask {
                            let outcome = await self.sender.send(
                                ready.request, messageID: ready.delivery.messageID,
                                number: ready.delivery.attempts + 1, to: prepared)
                            // What was cut off by us is no verdict of theirs.
                            if !Task.isCancelled {
                                board.ended(.init(place: place, ready: ready, outcome: outcome))
                            }
                        }
                    }
                }
            }
        }
    }

    /// Brings the gates in line with what is configured now. Returns those whose failures count no more.
    private func follow(
        _ gates: inout [EndpointPlace: EndpointGate], _ stored: inout [EndpointPlace: CircuitBreaker]
    ) -> [EndpointPlace] {
        var mended: [EndpointPlace] = []
        var standing: Set<EndpointPlace> = []
        for account in means.accounts() {
            for endpoint in account.endpoints.values where endpoint.isActive {
                let place = EndpointPlace(account: account.account.id, endpoint: endpoint.id)
                standing.insert(place)
                let open = { (sealed: String) in try self.means.open(sealed, place.account) }
                if gates[place] == nil {
                    let breaker = stored.removeValue(forKey: place) ?? CircuitBreaker()
                    gates[place] = EndpointGate(endpoint, breaker, open: open)
                    if let obstacle = gates[place]?.obstacle {
                        means.log("an endpoint is not asked", ["endpoint": "\(endpoint.id)", "why": obstacle])
                    }
                } else if gates[place]?.adopt(endpoint, open: open) == true {
                    mended.append(place)
                }
            }
        }
        for place in gates.keys where !standing.contains(place) {
            gates[place]?.close()
        }
        // What an endpoint suffered before it was switched off says nothing of it when it is on again.
        stored = [:]
        return mended
    }

    /// Looks for what is due, where a gate has room.
    private func look(_ gates: inout [EndpointPlace: EndpointGate], _ turn: Int) async throws {
        // Those that were empty are asked half a second later, and less often where there are many.
        let rest = 25 + gates.count / 10
        for place in gates.keys {
            guard let gate = gates[place], gate.wanted > 0, turn >= gate.nextLook,
                gate.breaker.permits(at: means.clock.now()) > 0
            else { continue }
            let (wanted, inHand, now) = (gate.wanted, gate.inHand, means.clock.now())
            let found = try await means.database.read { connection in
                try Deliveries.due(
                    to: place.endpoint, of: place.account, at: now, limit: wanted, without: inHand, connection
                ).map { EndpointGate.Ready(delivery: $0.delivery, request: try Deliveries.request($0.request)) }
            }
            gates[place]?.take(found)
            gates[place]?.nextLook = found.count < wanted ? turn + rest : turn
        }
    }

    /// What is written down of an ended attempt.
    private func result(
        of ended: DispatchBoard.Ended, _ gates: inout [EndpointPlace: EndpointGate]
    ) -> DispatchBoard.Result? {
        guard let gate = gates[ended.place] else { return nil }
        let now = means.clock.now()
        let chance = means.dice.bytes(2).reduce(0) { $0 * 256 + Double($1) } / 65_535
        var delivery = ended.ready.delivery
        var machine = DeliveryMachine(
            attempt: Int(delivery.tries) + 1, gaps: gate.endpoint.retryGaps, chance: chance)
        _ = machine.on(.due)
        let action = machine.on(
            ended.outcome.fault.map { .failed($0, retryAfter: ended.outcome.retryAfter) } ?? .answered)
        delivery.tries += 1
        delivery.attempts += 1
        delivery.reason = ended.outcome.fault?.code.rawValue ?? ""
        switch action {
        case .finish: (delivery.state, delivery.endedAt) = (.delivered, now)
        case .retry(let after): delivery.dueAt = Timestamp(now.milliseconds + after)
        case .alert: (delivery.state, delivery.endedAt) = (.dead, now)
        case .send, .ignore: break
        }
        gates[ended.place]?.ended()
        var breaker: CircuitBreaker?
        if let fault = ended.outcome.fault {
            gates[ended.place]?.breaker.failed(at: now, isOfReceiver: fault.isOfReceiver)
            breaker = gates[ended.place]?.breaker
        } else if gates[ended.place]?.breaker.succeeded() == true {
            breaker = CircuitBreaker()
        }
        means.count(
            ended.outcome.fault == nil ? "delivered" : delivery.state == .dead ? "dead" : "failed",
            ended.outcome.attempt.milliseconds)
        return DispatchBoard.Result(
            place: ended.place, delivery: delivery, attempt: ended.outcome.attempt,
            isOrdered: gate.endpoint.isOrdered, breaker: breaker)
    }

    /// Why the endpoint is to be switched off; nothing when it is not.
    private func trouble(of ended: DispatchBoard.Ended, _ gate: EndpointGate?) -> (reason: String, isGone: Bool)? {
        guard let gate, !gate.isClosed else { return nil }
        if ended.outcome.isGone { return ("the receiver answered 410: it wants no more", true) }
        guard ended.outcome.fault != nil, gate.breaker.isHopeless(at: means.clock.now()) else { return nil }
        let days = CircuitBreaker.patience / 86_400
        return ("every attempt of the last \(days) days failed, the last with \(ended.ready.delivery.reason)", false)
    }
}

extension DeliveryFault {
    /// Whether it says that the receiver as a whole is not well, and not that it minds this one request.
    var isOfReceiver: Bool {
        switch code {
        case .nameUnresolved, .connectionRefused, .connectionLost, .certificateRejected, .timedOut, .answerUnreadable:
            true
        case .addressForbidden, .answerUnparsable, .answerKeyMissing, .requestUnmade: false
        case .statusRejected: status.map { $0 == 429 || $0 >= 500 } ?? false
        }
    }
}
