import SluiceCore

/// Reads a JSON object without nesting: numbers become their literal, `true` and `false` those words, `null` nothing.
enum FlatJSONReader {
    // How far a value that is refused anyway is followed, to find its end.
    private static let deepest = 32

    /// Whether the first byte that is no white space opens an object.
    static func looksLikeObject(_ bytes: Bytes) -> Bool {
        bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: "{")
    }

    /// A fault as the answer to a body that should have been JSON.
    static func report(_ fault: JSONFault) -> UnreadableRequest {
        UnreadableRequest(status: 400, text: "the JSON body cannot be read: \(fault)")
    }

    /// Takes every member of the object that `bytes` are; stops once there are too many.
    ///
    /// Gives back why `bytes` are no JSON that we take, if so. Throws 400 where the text of one member is at fault,
    /// and 422 for JSON that is no object.
    static func read(
        _ bytes: Bytes, in charset: TextCharset, into gathered: inout ParameterGathering
    ) throws(UnreadableRequest) -> JSONFault? {
        guard charset == .utf8 || UTF8Text.isASCII(bytes) else {
            return try charset.utf8(bytes).withUnsafeBufferPointer { text in
                Result { () throws(UnreadableRequest) in try read(text, in: .utf8, into: &gathered) }
            }.get()
        }
        var reader = JSONReader(bytes)
        var name = ""
        do {
            if reader.take(UInt8(ascii: "{")) {
                try members(&reader, &name, into: &gathered)
                return nil
            }
            _ = try reader.value(depth: deepest)
            try reader.end()
        } catch {
            guard !error.isSyntax, !name.isEmpty else { return error }
            let shown = ParameterFaults.shown(name)
            throw UnreadableRequest(status: 400, text: "\(report(error).text): \(shown)", fields: [shown])
        }
        throw UnreadableRequest(status: 422, text: "the JSON body must be one object of names and values")
    }

    private static func members(
        _ reader: inout JSONReader, _ name: inout String, into gathered: inout ParameterGathering
    ) throws(JSONFault) {
        var continues = !reader.take(UInt8(ascii: "}"))
        while continues {
            name = try reader.name()
            try member(name, &reader, into: &gathered)
            name = ""
            if gathered.isOver { return }
            continues = try reader.continues(until: UInt8(ascii: "}"))
        }
        try reader.end()
    }

    private static func member(
        _ name: String, _ reader: inout JSONReader, into gathered: inout ParameterGathering
    ) throws(JSONFault) {
        switch reader.peek() {
        case UInt8(ascii: "\""): gathered.add(name, try reader.string())
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            _ = try reader.value(depth: deepest)
            gathered.refuse(.nested, name)
        default:
            switch try reader.scalar() {
            case .number(let literal): gathered.add(name, literal)
            case .bool(let value): gathered.add(name, value ? "true" : "false")
            case .null, .string, .array, .object: gathered.add(name, "")
            }
        }
    }
}
