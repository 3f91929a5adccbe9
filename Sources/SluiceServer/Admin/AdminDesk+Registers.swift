import Foundation
import SluiceCore
import SluiceDatabase
import SluiceLookups

extension AdminDesk {
    /// Imports a file as a new version of a register and puts it into use. Takes minutes for a national one.
    func importRegister(
        _ given: [String: String], by cause: ChangeCause, progress: @escaping @Sendable (String) -> Void
    ) async throws -> JSONValue {
        let (name, list) = try readList(given)
        return try await asked {
            let published = try await parts.sharedRegisters.publish(name, list) { step in
                switch step {
                case .importing(let step):
                    let share = step.totalBytes.map { $0 > 0 ? " \(step.bytesRead &* 100 / $0) %," : "" } ?? ""
                    progress("\(name):\(share) \(step.accepted) lines taken, \(step.rejected) rejected")
                case .sharing(let bytes, let total):
                    progress("\(name): \(total > 0 ? bytes &* 100 / total : 100) % stored for the other nodes")
                }
            }
            let details = [
                "version": String(published.edition.version), "entries": String(published.edition.count),
                "source": list.sourceName, "issued": MomentText.write(list.issuedOn),
            ]
            try await record(.registerPublished, name, by: cause, details)
            return AdminDesk.answer(published)
        }
    }

    /// Takes a list of changes since the version in use.
    func changeRegister(_ given: [String: String], by cause: ChangeCause) async throws -> JSONValue {
        let (name, list) = try readList(given)
        return try await asked {
            let changes = try await parts.sharedRegisters.change(name, list)
            let details = [
                "added": String(changes.delta.added.count), "removed": String(changes.delta.removed.count),
                "source": list.sourceName, "issued": MomentText.write(list.issuedOn),
            ]
            try await record(.registerChanged, name, by: cause, details)
            var members: [(name: String, value: JSONValue)] = [
                ("register", .string(name.description)), ("added", .integer(Int64(changes.delta.added.count))),
                ("removed", .integer(Int64(changes.delta.removed.count))), ("issued", .moment(list.issuedOn)),
                ("lines", .integer(changes.report.lines)), ("rejected", .integer(changes.report.rejected)),
            ]
            AdminDesk.addRejected(of: changes.report, to: &members)
            return .object(members)
        }
    }

    /// The register and the file that somebody hands over.
    private func readList(_ given: [String: String]) throws -> (RegisterName, RegisterList) {
        var fields = FormFields(given)
        fields.require("register", "file", "issued_on")
        let name = readRegister(&fields)
        let file = fields.value("file") ?? ""
        if !file.isEmpty, !file.hasPrefix("/") { fields.fault("file", "takes the whole path, beginning with /") }
        var issued: Timestamp?
        if let text = fields.value("issued_on"), !text.isEmpty {
            issued = MomentText.read(text, zone: "UTC")
            if issued == nil { fields.fault("issued_on", "takes the day on which the source issued it: 2026-01-20") }
        }
        var source = (file as NSString).lastPathComponent
        fields.text("source", into: &source, 1...200)
        var acceptsShrink = false
        fields.flag("accept_shrink", into: &acceptsShrink)
        try fields.check("an import")
        guard let name, let issued else { throw ProblemReport("register", "is needed") }
        let list = RegisterList(sourceName: source, issuedOn: issued, acceptsShrink: acceptsShrink) {
            try ByteSource.file(file)
        }
        return (name, list)
    }

    /// Every version of every register; on a cluster those of all nodes, and whether this one has the one in use.
    func listRegisters() async throws -> JSONValue {
        if parts.sharedRegisters.isShared { return try await listSharedRegisters() }
        return try await asked {
            .array(
                try names.flatMap { name in
                    try parts.registers.versions(of: name).map { version in
                        .members(
                            ("register", .string(name.description)), ("version", .integer(version.version)),
                            ("state", .string(version.state.rawValue)), ("entries", .integer(version.count)),
                            ("issued", .moment(Timestamp(version.issuedOn))),
                            ("loaded", .moment(Timestamp(version.loadedOn))), ("source", .string(version.sourceName)))
                    }
                })
        }
    }

    private func listSharedRegisters() async throws -> JSONValue {
        let versions = try await parts.database.read { try RegisterRows($0).versions() }
        return .array(
            versions.map { version in
                let isGone = version.state == .retired && !version.isThere
                let isHere = parts.registers.current(version.name)?.version == version.number
                return .members(
                    ("register", .string(version.name.description)), ("version", .integer(version.number)),
                    ("state", .string(isGone ? RegisterVersion.State.pruned.rawValue : version.state.rawValue)),
                    ("used_here", .bool(isHere)), ("entries", .integer(version.count)),
                    ("issued", .moment(version.issuedOn)), ("loaded", .moment(version.loadedAt)),
                    ("source", .string(version.source)))
            })
    }

    func rollbackRegister(_ text: String, to version: Int64, by cause: ChangeCause) async throws -> JSONValue {
        let name = try register(text)
        return try await asked {
            let edition = try await parts.sharedRegisters.rollback(name, to: version)
            try await record(.registerRolledBack, name, by: cause, ["version": String(edition.version)])
            return .members(
                ("register", .string(name.description)), ("in_use", .integer(edition.version)),
                ("entries", .integer(edition.count)))
        }
    }

    func withdrawRegister(_ text: String, by cause: ChangeCause) async throws -> JSONValue {
        let name = try register(text)
        return try await asked {
            try await parts.sharedRegisters.withdraw(name)
            try await record(.registerWithdrawn, name, by: cause, [:])
            return .members(("register", .string(name.description)), ("in_use", .null))
        }
    }

    /// Registers are everybody's, so every account's audit log takes what becomes of one. Their files change outside of
    /// the database, so this follows in a transaction of its own; the files keep their own record too.
    private func record(
        _ kind: AuditKind, _ name: RegisterName, by cause: ChangeCause, _ details: [String: String]
    ) async throws {
        let now = parts.clock.now()
        try await parts.database.write { connection in
            try AuditLog.recordEverywhere(in: connection) { account in
                AuditEntry(kind, "register/\(name)", of: account, by: cause, at: now, details: details)
            }
        }
    }

    /// Reads every file and compares it with what was published.
    func auditRegisters() async throws -> JSONValue {
        let (registers, names) = (parts.registers, try names)
        let findings = try await parts.onThread {
            try names.flatMap { name in
                try registers.audit(name).sorted { $0.key < $1.key }.map { (name, $0.key, $0.value) }
            }
        }
        return .array(
            findings.map { name, version, fault in
                .members(
                    ("register", .string(name.description)), ("version", .integer(version)),
                    ("result", .string(fault?.description ?? "sound")))
            })
    }

    /// The registers that there ever were a version of.
    private var names: [RegisterName] {
        get throws { try RegisterNames.all(in: parts.registers.folder) }
    }

    private func register(_ text: String) throws -> RegisterName {
        var fields = FormFields(["register": text])
        let name = readRegister(&fields)
        try fields.check("a register")
        guard let name else { throw ProblemReport("register", "is needed") }
        return name
    }

    private func readRegister(_ fields: inout FormFields) -> RegisterName? {
        guard let text = fields.value("register"), !text.isEmpty else { return nil }
        guard let name = RegisterName(text) else {
            let words = RegisterKind.allCases.map { $0 == .stateDNC ? "\($0.rawValue):TX" : $0.rawValue }
            fields.fault("register", "takes one of \(words.joined(separator: ", "))")
            return nil
        }
        return name
    }

    private func asked(_ body: () async throws -> JSONValue) async throws -> JSONValue {
        do {
            return try await body()
        } catch let fault as RegisterFault {
            throw ProblemReport(AdminDesk.field(of: fault), AdminDesk.sentence(of: fault))
        }
    }

    private static func field(of fault: RegisterFault) -> String {
        switch fault.code {
        case .invalidIssueDate: "issued_on"
        case .unknownVersion: "version"
        case .unreadable, .nothingRead, .mostlyUnreadable, .suspiciouslySmall, .tooLarge: "file"
        case .unwritable, .notARegister, .unsupportedFormat, .wrongRegister, .damaged, .manifestDamaged, .cancelled,
            .outOfMemory, .busy:
            "register"
        }
    }

    private static func sentence(of fault: RegisterFault) -> String {
        fault.code == .suspiciouslySmall ? "\(fault.detail); --accept-shrink takes it all the same" : fault.description
    }

    private static func answer(_ published: RegisterPublication) -> JSONValue {
        let (edition, report) = (published.edition, published.report)
        var members: [(name: String, value: JSONValue)] = [
            ("register", .string(edition.name.description)), ("version", .integer(edition.version)),
            ("entries", .integer(edition.count)), ("issued", .moment(Timestamp(edition.issuedOn))),
            ("lines", .integer(report.lines)), ("rejected", .integer(report.rejected)),
            ("duplicates", .integer(report.duplicates)),
            ("previous_version", published.previous.map { .integer($0.version) } ?? .null),
        ]
        addRejected(of: report, to: &members)
        return .object(members)
    }

    private static func addRejected(
        of report: RegisterImportReport, to members: inout [(name: String, value: JSONValue)]
    ) {
        guard !report.rejectedLines.isEmpty else { return }
        let first = report.rejectedLines.prefix(10).map { "line \($0.line): \($0.fault.rawValue)" }
        members.append(("first_rejected", .texts(first)))
    }
}
