import SluiceCore

/// How a body is to be read, as its content type says.
struct BodyFormat {
    private enum Kind {
        /// A form; also a body without content type.
        case form
        case json
        case multipart(boundary: [UInt8])
    }

    // The most that RFC 2046 allows is 70; clients go a little beyond.
    private static let longestBoundary = 200

    private let kind: Kind
    private let charset: TextCharset

    /// Throws 415 for a kind of body that we do not read, 400 for an unknown charset or a multipart without boundary.
    init(_ contentType: String?) throws(UnreadableRequest) {
        var text = contentType ?? ""
        self = try text.withUTF8 { bytes in
            Result { () throws(UnreadableRequest) in try BodyFormat(bytes) }
        }.get()
    }

    private init(_ contentType: Bytes) throws(UnreadableRequest) {
        var parameters = HeaderParameters(contentType)
        let type = parameters.head
        var charset = TextCharset.utf8
        var boundary: [UInt8] = []
        while let parameter = parameters.next() {
            if parameter.name.isSame("charset"), !parameter.value.isEmpty {
                charset = try BodyFormat.charset(parameter.value)
            } else if parameter.name.isSame("boundary") {
                boundary = HeaderParameters.unescaped(parameter.value)
            }
        }
        self.charset = charset
        if type.isEmpty || type.isSame("application/x-www-form-urlencoded") {
            kind = .form
        } else if type.isSame("application/json") || type.isSame("text/json") {
            kind = .json
        } else if type.isSame("multipart/form-data") {
            guard !boundary.isEmpty, boundary.count <= BodyFormat.longestBoundary else {
                throw UnreadableRequest(status: 400, text: "the multipart body names no usable boundary")
            }
            kind = .multipart(boundary: boundary)
        } else {
            throw UnreadableRequest(
                status: 415,
                text: "the body must be application/x-www-form-urlencoded, multipart/form-data or application/json")
        }
    }

    /// The encoding of this name; throws 400 for one that we do not read.
    static func charset(_ label: Bytes) throws(UnreadableRequest) -> TextCharset {
        guard let charset = TextCharset(label: label) else {
            throw UnreadableRequest(status: 400, text: "unknown charset: use utf-8")
        }
        return charset
    }

    /// Reads `body` into `gathered`.
    func read(_ body: Bytes, into gathered: inout ParameterGathering) throws(UnreadableRequest) {
        switch kind {
        case .form:
            if FlatJSONReader.looksLikeObject(body), try isReadAsJSON(body, into: &gathered) { return }
            FormReader.read(body, in: charset, into: &gathered)
        case .json:
            if let fault = try FlatJSONReader.read(body, in: charset, into: &gathered) {
                throw FlatJSONReader.report(fault)
            }
        case .multipart(let boundary):
            try MultipartReader.read(body, boundary: boundary, in: charset, into: &gathered)
        }
    }

    // A form that begins with a brace is JSON under the wrong name, unless it is no JSON and has values as a form.
    private func isReadAsJSON(
        _ body: Bytes, into gathered: inout ParameterGathering
    ) throws(UnreadableRequest) -> Bool {
        var attempt = gathered
        if let fault = try FlatJSONReader.read(body, in: charset, into: &attempt) {
            guard fault.isSyntax, body.contains(UInt8(ascii: "=")) else { throw FlatJSONReader.report(fault) }
            return false
        }
        gathered = attempt
        return true
    }
}
