import Foundation
import SluiceServer

/// Rows written as a CSV file that only its owner may read, or printed.
struct CSVOutput {
    private let file: FileHandle
    private let isFile: Bool

    init(_ path: String?) throws {
        guard let path else {
            (file, isFile) = (.standardOutput, false)
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: path)
        else { throw ProblemReport("to", "no file can be made at \(path)") }
        (self.file, isFile) = (file, true)
    }

    func write(_ cells: [String]) throws { try write(text: CSVText.line(cells) + "\r\n") }

    func write(text: String) throws { try file.write(contentsOf: Data(text.utf8)) }

    func finish() throws {
        if isFile { try file.synchronize() }
    }
}
