import Foundation
import SluiceCore
import SluiceDatabase
import SluiceIntake

/// How an import reads its file and what it does with the rows: the text that its job holds.
struct ImportPlan: Sendable, Hashable, Codable {
    /// How rows are written.
    var text: DelimitedText
    /// The columns.
    var header: [String]
    /// Whether they were given because the file's first row is a row like others.
    var isHeaderGiven: Bool
    /// For leads.
    var leads: LeadImportPlan?
    /// For everything else.
    var records: RecordImportPlan?

    /// Field by column.
    var mapping: [String: String] { leads?.mapping ?? records?.mapping ?? [:] }

    /// The plan as the job holds it.
    var stored: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// The plan that a job holds.
    static func read(_ job: ImportJob) throws -> ImportPlan {
        guard let plan = try? JSONDecoder().decode(ImportPlan.self, from: Data(job.plan.utf8)) else {
            throw DatabaseError(.shape, "the plan of an import")  // written by a program of another version
        }
        return plan
    }

    /// The job's file, at the place where the import goes on. Throws ``ImportFileFault`` where it is not the one that
    /// the import began with.
    func open(_ job: ImportJob) throws -> DelimitedFile {
        let file = try DelimitedFile(job.file, text: text, header: isHeaderGiven ? header : nil)
        guard file.size == job.size, file.changedAt == job.changedAt else {
            throw ImportFileFault("has changed since the import began; begin a new one with the new file")
        }
        file.seek(to: job.place)
        return file
    }
}

/// What an import of anything but leads does with its rows.
struct RecordImportPlan: Sendable, Hashable, Codable {
    /// Field by column.
    var mapping: [String: String]
    /// The zone of dates in the file.
    var zone: String
    /// Whether rows keep the numbers that they had.
    var keepsIDs = false
}
