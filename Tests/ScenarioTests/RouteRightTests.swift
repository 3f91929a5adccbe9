import SluiceCore
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `The right of a path of v1` {
    @Test func `is its own, and no other section opens it`() async throws {
        let bed = try await TestBed.make(.sqlite)
        for route in Server(bed.parts, metrics: PrometheusMetrics()).routes {
            let others = Set(APIToken.Section.allCases).subtracting([route.section])
            let without = try await bed.parts.addToken(bed.account, "not \(route.path)", sections: others)
            for path in [route.path] + route.aliases {
                #expect(try await bed.post(path, [], token: without).status == 403, "\(path)")
            }
        }
    }

    @Test func `is to look where it searches, to remove where it deletes, and else to change`() async throws {
        let bed = try await TestBed.make(.sqlite)
        for route in Server(bed.parts, metrics: PrometheusMetrics()).routes {
            let right: AccessRights =
                if route.path.hasSuffix("/search") { .read } else if route.path.hasSuffix("/delete") {
                    .delete
                } else { .write }
            #expect(route.right == right, "\(route.path)")
        }
    }
}
