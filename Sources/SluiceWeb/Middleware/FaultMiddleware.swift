public import Hummingbird
public import Logging
import SluiceCore
import SluiceDatabase
import SluiceIntake

/// Turns whatever stopped a request into an answer, and logs accidents once: here they stop travelling.
///
/// Nothing of the request is logged but its route: queries hold tokens and phone numbers.
public struct FaultMiddleware: RouterMiddleware {
    private let logger: Logger

    /// Logs to `logger`.
    public init(_ logger: Logger) {
        self.logger = logger
    }

    /// Answers as problem details below `/api/v1`, and everywhere else in the envelope of `/v1` (convoso-api §2.4).
    public func handle(
        _ request: Request, context: SluiceContext, next: (Request, SluiceContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            if let problem = error as? NativeProblem { return problem.response }
            let failure = failure(of: error, context)
            if request.uri.path.hasPrefix(NativeFront.root) { return NativeProblem(failure).response }
            return APIFront.response(ConvosoAnswer.failure(failure), retryAfter: failure.retryAfter)
        }
    }

    private func failure(of error: any Error, _ context: SluiceContext) -> APIFailure {
        switch error {
        case let failure as APIFailure: return failure
        case is TokenEnded: return .tokenInvalid
        case is IntakeOverload: return .unavailable
        case let error as DatabaseError:
            log("database", error.description, context)
            return error.isTemporary ? .unavailable : APIFailure(status: 500, "The server failed. Send it again.")
        case let error as HTTPError:
            switch error.status.code {
            case 404: return APIFailure(status: 404, "There is no such path")
            case 413: return APIFailure(status: 413, "The body is larger than 1 MB")
            case 400..<500: return APIFailure(status: error.status.code, error.status.reasonPhrase)
            default: return APIFailure(status: 500, "The server failed. Send it again.")
            }
        default:
            log("request", String(describing: type(of: error)), context)
            return APIFailure(status: 500, "The server failed. Send it again.")
        }
    }

    private func log(_ part: String, _ detail: String, _ context: SluiceContext) {
        logger.error(
            "request failed",
            metadata: ["part": "\(part)", "detail": "\(detail)", "route": "\(context.endpointPath ?? "-")"])
    }
}
