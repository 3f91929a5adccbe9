/// The area codes of the North American Numbering Plan: the United States, Canada and the islands that share code 1.
public enum NumberingPlan {
    /// The area code in use as `npa`; nil when it is not assigned, as far as the data of this version goes.
    public static func area(_ npa: Int) -> AreaCode? {
        guard (first..<1000).contains(npa) else { return nil }
        let areas = plan.areas
        return areas.count > npa - first ? areas[npa - first] : nil
    }

    /// Every assigned area code, smallest first.
    public static var all: [AreaCode] { plan.areas.compactMap { $0 } }

    static func region(_ index: Int) -> AreaCode.Region? {
        let regions = plan.regions
        return regions.indices.contains(index) ? regions[index] : nil
    }

    private static let first = 200

    private static let plan: (areas: [AreaCode?], regions: [AreaCode.Region]) = {
        var areas = [AreaCode?](repeating: nil, count: 800)
        var regions: [AreaCode.Region] = []
        for line in NumberingPlanData.areas.split(separator: "\n") {
            guard let (key, codes) = DataColumn.sides(line), key.count == 4,
                let kind = AreaCode.Kind(rawValue: String(key[0]))
            else { continue }
            for code in codes.compactMap({ Int($0) }) where areas.indices.contains(code - first) {
                areas[code - first] = AreaCode(code: code, kind: kind, region: regions.count)
            }
            regions.append(
                AreaCode.Region(
                    country: DataColumn.words(key[1]).first, states: DataColumn.words(key[2]),
                    zones: DataColumn.words(key[3])))
        }
        return (areas, regions)
    }()
}
