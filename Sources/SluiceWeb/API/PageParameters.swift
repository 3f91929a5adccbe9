import SluiceCore

/// Which part of a search's answer is wanted (convoso-api Q15).
struct PageParameters: Sendable {
    /// How many rows are skipped.
    let offset: Int64
    /// How many rows are wanted; a larger number than the path gives is brought down to what it gives.
    let limit: Int64

    /// Reads `offset` and `limit`.
    init(_ request: APIRequest, defaultLimit: Int64, mostRows: Int64, farthest: Int64) throws(APIFailure) {
        offset = request["offset"].map { WireInteger.read($0) ?? -1 } ?? 0
        guard (0...farthest).contains(offset) else { throw APIFailure(7231, "Invalid offset value") }
        let asked = request["limit"].map { WireInteger.read($0) ?? 0 } ?? defaultLimit
        guard asked >= 1 else { throw APIFailure(7258, "Invalid limit value") }
        limit = min(asked, mostRows)
    }
}

extension APIFailure {
    /// Values that nobody could read, named all at once.
    static func unreadable(_ fields: [String]) -> APIFailure {
        APIFailure(status: 422, "Some values could not be read", fields: fields)
    }
}
