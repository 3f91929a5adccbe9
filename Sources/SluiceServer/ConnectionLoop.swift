import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Runs everything that a request does between its waits on the event loop that reads and writes its connection.
///
/// By default a request hops from its event loop to a thread of Swift's common pool and back again at each wait; for a
/// lead post that is a quarter of its processor time. On its loop it goes on where it stands. In return nothing on that
/// path may compute for long: whoever has much to do (a password's hash, an import) does it on a thread of its own.
struct ConnectionLoop<Base: ServerChildChannel>: ServerChildChannel
where Base.Value == HTTP1Channel.Value {
    private let base: Base
    private let loops = LoopExecutors()

    init(_ base: Base) {
        self.base = base
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async {
        await withTaskExecutorPreference(loops.executor(of: value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1, each request on the event loop of its connection.
    static var onConnectionLoop: HTTPServerBuilder {
        HTTPServerBuilder { responder in ConnectionLoop(HTTP1Channel(responder: responder)) }
    }
}

/// One executor for each event loop, made when its first connection comes.
private final class LoopExecutors: Sendable {
    private let known = Mutex<[ObjectIdentifier: LoopExecutor]>([:])

    func executor(of loop: any EventLoop) -> LoopExecutor {
        known.withLock { known in
            let id = ObjectIdentifier(loop)
            if let executor = known[id] { return executor }
            let executor = LoopExecutor(loop)
            known[id] = executor
            return executor
        }
    }
}

/// Swift jobs as tasks of an event loop.
private final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
