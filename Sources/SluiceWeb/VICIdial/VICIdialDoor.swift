import HTTPTypes
public import Hummingbird
import NIOCore
public import SluiceCore
public import SluiceDatabase
public import SluiceIntake

/// VICIdial's door: `/vicidial/non_agent_api.php`, answered in its own plain text, so that whoever posts to a VICIdial
/// needs only a new host name.
///
/// `pass` is an API token; `user` is what the sender calls itself, and comes back in the answers. Leads take the same way
/// as through any other door, with the same receipts.
public struct VICIdialDoor: Sendable {
    /// Its path.
    public static let path = "/vicidial/non_agent_api.php"

    private let authenticator: Authenticator
    private let addresses: ClientAddress
    private let functions: [String: VICIdialFunction]
    private let clock: Clock

    /// A door into `intake`, whose other writes are done at `desk`.
    public init(
        intake: Intake, desk: WriteDesk, database: any Database, dice: Dice, clock: Clock, authenticator: Authenticator,
        addresses: ClientAddress
    ) {
        self.authenticator = authenticator
        self.addresses = addresses
        self.clock = clock
        let leads = VICIdialLeads(intake: intake, database: database, clock: clock)
        functions =
            leads.functions
            .merging(VICIdialUpdates(leads: leads, desk: desk, database: database, dice: dice).functions) { $1 }
            .merging(VICIdialLists(desk: desk, database: database).functions) { $1 }
            .merging(VICIdialNumbers(desk: desk, database: database, dice: dice).functions) { $1 }
            .merging(VICIdialSearches(database: database, clock: clock).functions) { $1 }
    }

    /// The names of the functions that it knows, in order.
    public var names: [String] { (Array(functions.keys) + ["version"]).sorted() }

    /// Adds the path, for GET and POST.
    public func add(to router: Router<SluiceContext>) {
        let counter = RouteMetrics("vicidial", clock)
        for method in [HTTPRequest.Method.get, .post] {
            router.on(RouterPath(VICIdialDoor.path), method: method) { request, context in
                try await counter.count { try await answer(request, context) }
            }
        }
    }

    /// What is wrong with a request is told in the text, as VICIdial does; only what the sender should send again has
    /// another status than 200.
    private func answer(_ request: Request, _ context: SluiceContext) async throws -> Response {
        do {
            return VICIdialDoor.response(try await perform(request, context))
        } catch let failure as APIFailure where failure.status >= 500 || failure.status == 429 {
            throw failure
        } catch let failure as APIFailure {
            return VICIdialDoor.response("ERROR: \(failure.text)\n")
        }
    }

    private func perform(_ request: Request, _ context: SluiceContext) async throws -> String {
        let headers = RequestHeaders(request.headers)
        let parameters = try await APIFront.parameters(of: request, headers)
        guard let name = parameters.given("function") else { return "ERROR: NO FUNCTION SPECIFIED\n" }
        if name == "version" { return version }
        guard let function = functions[name] else { return "ERROR: NO FUNCTION SPECIFIED - \(name.prefix(40))\n" }
        let user = String((parameters.given("user") ?? "").filter { $0 != "|" && !$0.isNewline }.prefix(40))
        let caller: Caller
        let configuration: AccountConfiguration
        do {
            (caller, configuration) = try await admit(request, context, headers, parameters, function)
        } catch let failure as APIFailure where failure.status == 401 {
            return "ERROR: Invalid Username/Password: |\(user)|\n"
        } catch let failure as APIFailure where failure.status == 403 {
            return "ERROR: \(name) USER DOES NOT HAVE PERMISSION TO \(function.right) - \(user)|0\n"
        }
        var asked = VICIdialRequest(
            parameters: parameters, function: name, user: user, caller: caller, configuration: configuration)
        asked.address = addresses.address(peer: context.peer, headers: request.headers)
        if let key = headers.idempotencyKey, (1...255).contains(key.utf8.count) { asked.setKey(key) }
        return try await function.action(asked)
    }

    /// The first of the rights that open the function and that the token has.
    private func admit(
        _ request: Request, _ context: SluiceContext, _ headers: RequestHeaders, _ parameters: FlatParameters,
        _ function: VICIdialFunction
    ) async throws -> (Caller, AccountConfiguration) {
        let address = addresses.address(peer: context.peer, headers: request.headers)
        var last: APIFailure?
        for section in function.sections {
            do {
                return try await authenticator.caller(
                    secret: parameters.given("pass") ?? headers.bearer, address: address, section: section,
                    right: .all)
            } catch let failure as APIFailure where failure.status == 403 {
                last = failure
            }
        }
        throw last ?? APIFailure.forbidden
    }

    private var version: String {
        let now = clock.now()
        return
            "VERSION: 2.14-0|BUILD: SLUICE-1|DATE: \(AccountTime(zone: "UTC").text(now))|EPOCH: \(now.milliseconds / 1000)\n"
    }

    private static func response(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// One function of the door.
struct VICIdialFunction: Sendable {
    /// The rights that open it; one is enough, the first that the token has counts.
    let sections: [APIToken.Section]
    /// What a token without the right lacks, in VICIdial's words.
    let right: String
    /// What it does: answers with lines of text.
    let action: @Sendable (VICIdialRequest) async throws -> String

    init(
        _ sections: APIToken.Section..., lacking right: String,
        action: @escaping @Sendable (VICIdialRequest) async throws -> String
    ) {
        self.sections = sections
        self.right = right
        self.action = action
    }
}
