import Foundation
public import SluiceCore

/// A file of rows, read from any place on with one buffer, whatever its size.
public final class DelimitedFile {
    private static let chunk = 1 << 20

    /// How its rows are written.
    public let text: DelimitedText
    /// Its bytes.
    public let size: Int64
    /// When it was last changed, in milliseconds: a file that changes between two sittings is not the same file.
    public let changedAt: Int64
    /// The cells of the first row.
    public let header: [String]
    /// Where the row behind the header begins.
    public let firstRow: Int64

    private let descriptor: Int32
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var filled = 0
    private var used = 0
    private var isAtEnd = false
    /// Where the next row begins.
    public private(set) var place: Int64

    /// Opens a file. `header` stands for the first row of a file that has none; `text` for what would else be guessed.
    /// Throws ``ImportFileFault`` for what is no file of rows.
    public init(_ path: String, text given: DelimitedText? = nil, header named: [String]? = nil) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ImportFileFault("cannot be opened: \(String(cString: strerror(errno)))") }
        var isOurs = false
        defer { if !isOurs { close(descriptor) } }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw ImportFileFault("is no regular file")
        }
        size = Int64(facts.st_size)
        changedAt = Int64(facts.st_mtim.tv_sec) &* 1000 &+ Int64(facts.st_mtim.tv_nsec) / 1_000_000
        guard size > 0 else { throw ImportFileFault("is empty") }
        let head = try DelimitedFile.head(of: descriptor)
        let isWhole = Int64(head.count) == size
        guard let guess = DelimitedText.guess(head, isWhole: isWhole) else {
            throw ImportFileFault("is UTF-16, which is turned into UTF-8 first")
        }
        let written = given ?? guess.text
        text = written
        let first = head.withUnsafeBufferPointer { bytes in
            written.row(in: bytes, from: guess.markLength, isEnd: isWhole)
        }
        guard let first, first.fault == nil else {
            throw ImportFileFault("has no first row that can be read: \(first?.fault?.sentence ?? "it is too long")")
        }
        header = DelimitedFile.distinct(named ?? first.cells)
        firstRow = Int64(guess.markLength) + (named == nil ? Int64(first.length) : 0)
        place = firstRow
        buffer = .allocate(capacity: DelimitedFile.chunk)
        self.descriptor = descriptor
        isOurs = true
    }

    /// Names without blanks around them, one for each column: of two that are alike the second is called `name (2)`.
    private static func distinct(_ names: [String]) -> [String] {
        var used: Set<String> = []
        return names.enumerated().map { index, name in
            let trimmed = String(name.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
            let plain = trimmed.isEmpty ? "column \(index + 1)" : trimmed
            var unique = plain
            var count = 2
            while !used.insert(unique.lowercased()).inserted {
                unique = "\(plain) (\(count))"
                count += 1
            }
            return unique
        }
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Goes on at a place where a row begins.
    public func seek(to place: Int64) {
        self.place = place
        (filled, used, isAtEnd) = (0, 0, false)
    }

    /// The next row; nothing at the end.
    public func next() throws -> DelimitedText.Row? {
        while true {
            let bytes = UnsafeBufferPointer(rebasing: buffer[..<filled])
            if let row = text.row(in: bytes, from: used, isEnd: isAtEnd) {
                used += row.length
                place += Int64(row.length)
                return row
            }
            guard !isAtEnd else { return nil }
            try refill()
        }
    }

    private func refill() throws {
        guard let base = buffer.baseAddress else { return }
        if used > 0 { memmove(base, base + used, filled - used) }
        filled -= used
        used = 0
        let got = try DelimitedFile.read(
            descriptor, into: UnsafeMutableRawBufferPointer(start: base + filled, count: buffer.count - filled),
            at: place + Int64(filled))
        filled += got
        isAtEnd = got == 0
    }

    private static func head(of descriptor: Int32) throws -> [UInt8] {
        var head = [UInt8](repeating: 0, count: 4 * chunk)
        var count = 0
        while count < head.count {
            let got = try head.withUnsafeMutableBytes { bytes in
                try read(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: bytes[count...]), at: Int64(count))
            }
            if got == 0 { break }
            count += got
        }
        head.removeLast(head.count - count)
        return head
    }

    private static func read(_ descriptor: Int32, into room: UnsafeMutableRawBufferPointer, at place: Int64) throws
        -> Int
    {
        guard room.count > 0 else { return 0 }
        while true {
            let got = pread(descriptor, room.baseAddress, room.count, off_t(place))
            if got >= 0 { return got }
            guard errno == EINTR else { throw ImportFileFault("cannot be read: \(String(cString: strerror(errno)))") }
        }
    }
}

/// Why a file cannot be imported, as a sentence without its subject.
public struct ImportFileFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with it.
    public var description: String

    /// A fault that this sentence without its subject tells.
    public init(_ sentence: String) {
        description = sentence
    }
}

extension ImportFileFault {
    /// Writes UTF-16 text as UTF-8 to `target`, and returns whether `path` was that; other files are left alone.
    public static func narrow(_ path: String, to target: String) throws -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { close(file) }
        let head = [UInt8](try file.read(upToCount: 4096) ?? Data())
        guard let order = DelimitedText.byteOrder(head) else { return false }
        try file.seek(toOffset: UInt64(order.markLength))
        guard FileManager.default.createFile(atPath: target, contents: nil, attributes: [.posixPermissions: 0o600]),
            let output = FileHandle(forWritingAtPath: target)
        else { throw ImportFileFault("cannot be turned into UTF-8: no file can be made at \(target)") }
        defer { close(output) }
        var carried: [UInt8] = []
        while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
            carried += part
            var units: [UInt16] = []
            units.reserveCapacity(carried.count / 2)
            for index in stride(from: 0, to: carried.count / 2 * 2, by: 2) {
                let (first, second) = (UInt16(carried[index]), UInt16(carried[index + 1]))
                units.append(order.isBigEndian ? first << 8 | second : second << 8 | first)
            }
            // The first half of a pair waits for the other.
            if let last = units.last, UTF16.isLeadSurrogate(last) { units.removeLast() }
            carried.removeFirst(units.count * 2)
            try output.write(contentsOf: Data(String(decoding: units, as: UTF16.self).utf8))
        }
        try output.synchronize()
        return true
    }

    private static func close(_ file: FileHandle) {
        // Nothing is lost by a failure: what was written was synced before.
        try? file.close()
    }
}
