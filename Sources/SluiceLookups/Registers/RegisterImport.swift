import SluiceCore

/// What the two imports have in common.
protocol RegisterImport {
    var report: RegisterImportReport { get }
    mutating func read(
        _ source: ByteSource, progress: (RegisterImportProgress) -> Void, isCancelled: () -> Bool) throws
    func write(to path: String, as name: RegisterName, version: Int64, issuedOn: Int64, now: Int64) throws
        -> RegisterFileHeader
}

extension PhoneSetImport: RegisterImport {}
extension BlockMapImport: RegisterImport {}
