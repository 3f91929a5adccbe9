import SluiceCore

/// The query of a native request, each value checked against its shape.
enum NativeQuery {
    static func read(
        _ query: String?, _ known: [Shape.Member], _ faults: inout [FieldFault]
    ) throws -> [String: String] {
        let flat: FlatParameters
        do {
            flat = try FlatParameters(query: query, contentType: nil)
        } catch {
            throw NativeProblem(.unreadable, error.text, error.fields.map { FieldFault($0, error.text) })
        }
        var values: [String: String] = [:]
        for entry in flat.entries {
            guard let shape = known.first(where: { $0.name == entry.name })?.shape else {
                let isSecret = entry.name == "auth_token"
                faults.append(
                    FieldFault(
                        entry.name,
                        isSecret ? "goes into the header Authorization: Bearer …" : "is no parameter of this"))
                continue
            }
            if let fault = fault(of: entry.value, shape, entry.name) { faults.append(fault) }
            values[entry.name] = entry.value
        }
        for name in flat.duplicates { faults.append(FieldFault(name, "stands more than once")) }
        for missing in known where missing.isRequired && values[missing.name] == nil {
            faults.append(FieldFault(missing.name, "is needed"))
        }
        return values
    }

    /// Lists stand as words between commas.
    private static func fault(of text: String, _ shape: Shape, _ name: String) -> FieldFault? {
        let isFine =
            switch shape {
            case .integer(let range): Int64(text).map { range?.contains($0) != false } ?? false
            case .flag: WireBool.read(text) != nil
            case .moment: RFC3339.read(text) != nil
            case .choice(let words): words.contains(text)
            case .list(let inner):
                text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
                    fault(of: String($0), inner, name) == nil
                }
            case .text(let length): length?.contains(text.count) != false
            case .reference: !text.isEmpty
            case .object, .map, .optional, .any: true
            }
        return isFine ? nil : FieldFault(name, "takes \(shape.words)")
    }
}
