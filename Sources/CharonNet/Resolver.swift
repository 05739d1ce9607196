package import CharonLoop
package import CharonSystem

/// Finds the addresses of names without stopping the loop.
final class Resolver: LetterRecipient {
    private let loop: EventLoop
    private let names: any NameSource
    private var queue: LookupQueue?
    private var lookups: [UInt64: Lookup] = [:]
    private var lastNumber: UInt64 = 0

    init(loop: EventLoop, names: any NameSource) {
        self.loop = loop
        self.names = names
    }

    /// How many look-ups have neither ended nor been given up.
    var count: Int { lookups.count }

    /// Begins a look-up; its queue tells when it has ended.
    ///
    /// - Parameters:
    ///   - name: any text. A numeric address is its own answer.
    ///   - family: nil for addresses of both.
    func look(up name: String, family: AddressFamily?) -> Lookup {
        let lookup = Lookup(resolver: self, loop: loop)
        if let endpoint = Endpoint.parse(name, port: 0) {
            let fits = family == nil || family == endpoint.family
            lookup.finish(fits ? .success([endpoint]) : .failure(SocketError(.hostNotFound, operation: "getaddrinfo")))
            return lookup
        }
        guard Self.canBeName(name) else {
            lookup.finish(.failure(SocketError(.hostNotFound, operation: "getaddrinfo")))
            return lookup
        }
        do throws(SystemError) {
            let queue = try openQueue()
            lastNumber += 1
            if queue.ask(LookupQueue.Question(number: lastNumber, name: name, family: family)) {
                lookups[lastNumber] = lookup
                lookup.begin(number: lastNumber)
            } else {
                lookup.finish(.failure(SocketError(.hostLookupFailed, operation: "pthread_create")))
            }
        } catch {
            lookup.finish(.failure(SocketError(error)))
        }
        return lookup
    }

    /// What the resolver need not be bothered with: it would cut the name at a zero byte, or answer the same.
    private static func canBeName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 254 && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    private func openQueue() throws(SystemError) -> LookupQueue {
        if let queue { return queue }
        let opened = LookupQueue(source: names, mailbox: try loop.makeMailbox(for: self))
        queue = opened
        return opened
    }

    func receive(_ letter: any Letter) {
        guard let answer = letter as? LookupQueue.Answer,
            let lookup = lookups.removeValue(forKey: answer.number)
        else { return }
        switch answer.result {
        case .success(let addresses): lookup.finish(.success(addresses))
        case .failure(.notFound): lookup.finish(.failure(SocketError(.hostNotFound, operation: "getaddrinfo")))
        case .failure(.unavailable):
            lookup.finish(.failure(SocketError(.hostLookupFailed, operation: "getaddrinfo")))
        case .failure(.tooManyOpenFiles):
            lookup.finish(.failure(SocketError(.tooManyOpenFiles, operation: "getaddrinfo")))
        }
    }

    /// The answer is not wanted any more.
    func forget(_ number: UInt64) {
        if lookups.removeValue(forKey: number) != nil {
            queue?.withdraw(number)
        }
    }
}

/// One question to the resolver.
package final class Lookup: AlarmObserver {
    /// Those who wait for the answer.
    package let finished = WaitQueue()

    /// The addresses, in the resolver's order, with port 0; nil as long as there is no answer.
    package private(set) var result: Result<[Endpoint], SocketError>?

    /// Told of the answer when it has come, beside those who wait.
    package var observer: (any LookupObserver)?

    /// How long the resolver may take.
    static let limit: Duration = .seconds(10)

    private let resolver: Resolver
    private let loop: EventLoop
    private let alarm: Alarm
    private var number: UInt64 = 0

    init(resolver: Resolver, loop: EventLoop) {
        self.resolver = resolver
        self.loop = loop
        alarm = Alarm(loop: loop)
    }

    func begin(number: UInt64) {
        self.number = number
        alarm.arm(at: loop.now + Self.limit, self)
    }

    func finish(_ answer: Result<[Endpoint], SocketError>) {
        guard result == nil else { return }
        result = answer
        alarm.cancel()
        finished.completeAll()
        let told = observer
        observer = nil
        told?.lookupFinished(answer)
    }

    /// Gives the look-up up; it never finishes.
    package func cancel() {
        observer = nil
        alarm.cancel()
        resolver.forget(number)
    }

    package func alarmRang(_ alarm: Alarm) {
        resolver.forget(number)
        finish(.failure(SocketError(.hostLookupFailed, operation: "getaddrinfo")))
    }
}

/// Who is told of a look-up's answer.
package protocol LookupObserver: AnyObject {
    func lookupFinished(_ result: Result<[Endpoint], SocketError>)
}

extension Network {
    /// Looks up a name for its own sake.
    package func lookUp(host: String, family: AddressFamily? = nil) -> Lookup {
        resolver.look(up: host, family: family)
    }
}
