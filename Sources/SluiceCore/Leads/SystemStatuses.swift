extension LeadStatus {
    /// The statuses that every account has and nobody changes (convoso-api §15.4, product-features §18).
    public static let system: [String: LeadStatus] = {
        let plain: [(String, String)] = [
            ("NEW", "New Lead"), ("A", "Answering Machine"), ("AA", "Answering Machine Detected"),
            ("AFAX", "Fax Machine Detected"), ("AH", "Answered and Hung Up"), ("AHXFER", "Queue After Hours Action"),
            ("ANONY", "Anonymous Caller"), ("B", "System Busy"), ("BCHU", "Broadcast Hung Up"),
            ("BLEND", "Blended Call"), ("CALLHU", "Caller Hung Up"), ("CG", "Congestion"),
            ("CGD", "Congestion: Account Disconnected"), ("CGO", "Congestion: Out of Minutes"),
            ("CGT", "Congestion: Temporary"), ("CIDB", "Caller ID Blocked"), ("CIDROP", "Caller ID Drop"),
            ("CPDATB", "Call Progress: All Trunks Busy"), ("CPDB", "Call Progress: Busy"),
            ("CPDINV", "Call Progress: Invalid Number"), ("CPDNA", "Call Progress: No Answer"),
            ("CPDREJ", "Call Progress: Rejected"), ("CPDSI", "Call Progress: Special Information Tone"),
            ("CSED", "Call Scenario Ended"), ("CSI", "Call Scenario Incomplete"), ("DONE", "Done"),
            ("DROP", "Agent Not Available In Campaign"), ("ERI", "Agent Lost Connection"),
            ("FASD", "False Answer Detected"), ("FORBID", "Forbidden"), ("IMPL", "Improper Logout"),
            ("INCALL", "Lead In Call"), ("INCOMP", "Incomplete"), ("LOGOUT", "Agent Logged Out"), ("N", "Dead Air"),
            ("NA", "No Answer Autodial"), ("NAIC", "No Answer In Campaign"), ("NORD", "No Ring Detected"),
            ("NRA", "No Route Available"), ("PBXHU", "Hung Up By Switch"), ("PDROP", "Pre-Routing Drop"),
            ("PU", "Picked Up"), ("PXDROP", "Predictive Drop"), ("QDROP", "Queue Drop"), ("REJ", "Rejected"),
            ("WAITTO", "Queue Drop Action"), ("XDROP", "Abandoned In Queue"),
        ]
        let dnc: [(String, String)] = [
            ("DNC", "Do Not Call"), ("DNCA", "Do Not Call: Account"), ("DNCC", "Do Not Call: Campaign"),
            ("DNCDEC", "Do Not Call: Declined By Carrier"), ("DNCL", "Do Not Call: Matched While Loading"),
            ("DNCLCC", "Do Not Call: Consent Concern"), ("DNCNFD", "Do Not Call: Not Found By Carrier"),
            ("DNCQ", "Do Not Call: Set By Queue"), ("DNCRT", "Do Not Call: Matched When Dialing"),
            ("DNCW", "Do Not Call: Wireless"),
        ]
        var statuses: [String: LeadStatus] = [:]
        for (code, name) in plain { statuses[code] = LeadStatus(code: code, name: name, isCustom: false) }
        for (code, name) in dnc {
            statuses[code] = LeadStatus(code: code, name: name, isFinal: true, isDNC: true, isCustom: false)
        }
        // Only the consumer's own word adds a number to the list; the others say that it is on one already.
        for code in dnc.map(\.0) where code != "DNC" { statuses[code]?.isDNC = false }
        for (code, name) in [("DC", "Disconnected Number"), ("OI", "Operator Intercept")] {
            statuses[code] = LeadStatus(code: code, name: name, isCustom: false)
        }
        statuses["DELETE"] = LeadStatus(code: "DELETE", name: "Moved To Recycle Bin", isFinal: true, isCustom: false)
        statuses[LeadStatus.returned] = LeadStatus(
            code: LeadStatus.returned, name: "Returned To Vendor", isFinal: true, isCustom: false)
        statuses["AL"] = LeadStatus(code: "AL", name: "Message Played", isVoicemail: true, isCustom: false)
        statuses["AM"] = LeadStatus(code: "AM", name: "Sent To Message", isVoicemail: true, isCustom: false)
        statuses["HU"] = LeadStatus(code: "HU", name: "Hang Up", isReached: true, isContact: true, isCustom: false)
        return statuses
    }()

    /// The agents' dispositions that a new account starts with; they are its own and can be changed.
    public static let starters: [LeadStatus] = [
        LeadStatus(code: "SALE", name: "Sale", isFinal: true, isReached: true, isSuccess: true, isContact: true),
        LeadStatus(code: "NI", name: "Not Interested", isFinal: true, isReached: true, isContact: true),
        LeadStatus(code: "CB", name: "Call Back", isReached: true, isCallback: true, isContact: true),
        LeadStatus(code: "CALLBK", name: "Call Back Scheduled", isReached: true, isCallback: true, isContact: true),
        LeadStatus(code: "WRONG", name: "Wrong Number", isFinal: true, isReached: true, isContact: true),
    ]
}
