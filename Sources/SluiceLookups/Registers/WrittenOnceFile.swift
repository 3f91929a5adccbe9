import Foundation

/// A file that appears under its name only when all of it is on disk.
///
/// The bytes go to `<path>.partial`; ``commit()`` syncs them, renames the file and syncs the folder. Whatever
/// interrupts the writing, a reader of `path` sees the file that was there before. A partial file left by a crash is
/// the leftover of nobody and may be deleted by whoever holds the folder's lock.
final class WrittenOnceFile {
    static let partialSuffix = ".partial"

    private let path: String
    private let partial: String
    private let descriptor: Int32
    private var isOpen = true

    init(_ path: String) throws(RegisterFault) {
        self.path = path
        partial = path + Self.partialSuffix
        descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            isOpen = false
            throw RegisterFault(.unwritable, "cannot create \(partial): \(SystemCall.complaint)")
        }
    }

    deinit {
        guard isOpen else { return }
        close(descriptor)
        unlink(partial)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at place: Int64) throws(RegisterFault) {
        try SystemCall.write(bytes, to: descriptor, at: place)
    }

    func commit() throws(RegisterFault) {
        guard isOpen else { return }
        guard fsync(descriptor) == 0 else {
            throw RegisterFault(.unwritable, "cannot sync \(partial): \(SystemCall.complaint)")
        }
        guard rename(partial, path) == 0 else {
            throw RegisterFault(.unwritable, "cannot rename \(partial): \(SystemCall.complaint)")
        }
        isOpen = false
        close(descriptor)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try SystemCall.syncFolder(folder.isEmpty ? "/" : folder)
    }
}
