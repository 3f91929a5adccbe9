import Foundation

/// The few calls on files that registers need beyond reading and writing, with their failures as faults.
enum SystemCall {
    /// What the operating system said last on this thread.
    static var complaint: String {
        let number = errno
        return "\(String(cString: strerror(number))) (errno \(number))"
    }

    /// Opens a regular file for reading. The caller closes it.
    static func openForReading(_ path: String) throws(RegisterFault) -> (descriptor: Int32, length: Int64) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw RegisterFault(.unreadable, "cannot open \(path): \(complaint)") }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw RegisterFault(.unreadable, "\(path) is not a regular file")
        }
        return (descriptor, Int64(facts.st_size))
    }

    /// Reads up to a buffer's length, again after interruptions; 0 is the end.
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(RegisterFault) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        while true {
            let got = Foundation.read(descriptor, base, buffer.count)
            if got >= 0 { return got }
            guard errno == EINTR else { throw RegisterFault(.unreadable, "cannot read: \(complaint)") }
        }
    }

    /// Writes all of a buffer at a place in the file.
    static func write(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at place: Int64
    ) throws(RegisterFault) {
        guard let base = bytes.baseAddress else { return }
        var done = 0
        while done < bytes.count {
            let wrote = pwrite(descriptor, base + done, bytes.count - done, off_t(place) + off_t(done))
            if wrote > 0 {
                done += wrote
            } else if wrote == 0 || errno != EINTR {
                throw RegisterFault(.unwritable, "cannot write: \(complaint)")
            }
        }
    }

    /// Makes the names in a folder durable.
    static func syncFolder(_ folder: String) throws(RegisterFault) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { throw RegisterFault(.unwritable, "cannot open folder \(folder): \(complaint)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw RegisterFault(.unwritable, "cannot sync folder \(folder): \(complaint)")
        }
    }
}
