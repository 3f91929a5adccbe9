public import SluiceCore

/// What the registers say about a number's carrier type, with who says so and how old that is.
public struct CarrierAnswer: Sendable, Hashable {
    /// Which kind of register decided.
    public enum Source: String, Sendable, CaseIterable, Codable {
        /// The thousands-block that the number was first given out with: a guess after porting.
        case block
        /// The number was ported from a landline to a wireless carrier.
        case portedToWireless = "ported_to_wireless"
        /// The number was ported from a wireless carrier to a landline.
        case portedToLandline = "ported_to_landline"
    }

    /// The type; ``CarrierType/unknown`` where no register says anything.
    public let type: CarrierType

    /// Who decided; nil where no register says anything.
    public let source: Source?

    /// When the deciding register was issued, in milliseconds UTC.
    public let asOf: Int64?

    /// Whom the number's block was given to, where a register says so. After porting it may be another.
    public let blockCarrier: String?
}

/// Four registers as one answer: numbers ported either way, wireless blocks, and carrier types by block.
///
/// A number ported to wireless is mobile; else one ported to a landline is a landline; else its block decides, first
/// the wireless blocks and then the carrier types; else the type is unknown (`third-party-apis.md` §8.4).
public struct CarrierTypes: Sendable {
    let portedToWireless: ListedNumbers
    let portedToLandline: ListedNumbers
    let wirelessBlocks: BlockMap?
    let carrierBlocks: BlockMap?

    /// The answer for one number.
    public func answer(for phone: PhoneNumber) -> CarrierAnswer {
        let carrier = carrierBlocks?.carrierName(of: phone) ?? wirelessBlocks?.carrierName(of: phone)
        func answer(_ type: CarrierType, _ source: CarrierAnswer.Source?, _ asOf: Int64?) -> CarrierAnswer {
            CarrierAnswer(type: type, source: source, asOf: asOf, blockCarrier: carrier)
        }
        if portedToWireless.lists(phone) == true {
            return answer(.mobile, .portedToWireless, portedToWireless.set?.header.issuedOn)
        }
        if portedToLandline.lists(phone) == true {
            return answer(.landline, .portedToLandline, portedToLandline.set?.header.issuedOn)
        }
        guard let (type, asOf) = block(of: phone) else { return answer(.unknown, nil, nil) }
        return answer(type, .block, asOf)
    }

    /// Whether the number is wireless: ported to wireless, or in a mobile block and not ported to a landline.
    ///
    /// False where the registers do not know the number's block; nil where none of the four is loaded and no change
    /// speaks of the number.
    public func isWireless(_ phone: PhoneNumber) -> Bool? {
        let toWireless = portedToWireless.lists(phone)
        if toWireless == true { return true }
        let toLandline = portedToLandline.lists(phone)
        if toLandline == true { return false }
        if block(of: phone)?.type == .mobile { return true }
        let isAnyLoaded = toWireless != nil || toLandline != nil || wirelessBlocks != nil || carrierBlocks != nil
        return isAnyLoaded ? false : nil
    }

    /// What the block says, and when that was said. A wireless block that is *unknown* leaves it to the carrier types.
    private func block(of phone: PhoneNumber) -> (type: CarrierType, asOf: Int64)? {
        let wireless = wirelessBlocks.flatMap { map in map.type(of: phone).map { ($0, map.header.issuedOn) } }
        if let wireless, wireless.0 != .unknown { return wireless }
        return carrierBlocks.flatMap { map in map.type(of: phone).map { ($0, map.header.issuedOn) } } ?? wireless
    }
}
