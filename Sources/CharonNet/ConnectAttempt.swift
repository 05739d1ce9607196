package import CharonLoop
package import CharonSystem

/// A connection that is being made: the name is looked up, its addresses are raced, the first to connect wins.
package final class ConnectAttempt: LookupObserver, AlarmObserver {
    /// Those who wait for the result.
    package let finished = WaitQueue()

    /// The stream or why there is none; nil as long as it is not decided. It can be there from the beginning.
    package private(set) var result: Result<Stream, SocketError>?

    /// How long all may take together, the look-up included.
    static let limit: Duration = .seconds(29)

    private let network: Network
    private let port: UInt16
    private let local: Endpoint?
    private let alarm: Alarm
    private let deadline: Moment
    private var lookup: Lookup?
    private var race: ConnectRace?
    private var addresses: [Endpoint] = []

    /// The attempts that go on, each at its address's place.
    private var dials: [Dial?] = []

    /// - Parameters:
    ///   - port: 1 to 65535.
    ///   - local: where to connect from; nil lets the kernel choose.
    init(network: Network, port: UInt16, local: Endpoint?, timeout: Duration?) {
        self.network = network
        self.port = port
        self.local = local
        alarm = Alarm(loop: network.loop)
        deadline = network.loop.now + min(timeout ?? Self.limit, Self.limit)
    }

    /// One that has failed before it began.
    init(network: Network, failure: SocketError) {
        self.network = network
        port = 0
        local = nil
        alarm = Alarm(loop: network.loop)
        deadline = .never
        result = .failure(failure)
    }

    func start(host: String, family: AddressFamily?) {
        let lookup = network.resolver.look(up: host, family: family)
        if let result = lookup.result {
            lookupFinished(result)
        } else {
            self.lookup = lookup
            lookup.observer = self
            alarm.arm(at: deadline, self)
        }
    }

    /// Gives the connection up; it never finishes.
    ///
    /// A stream that has been made already is closed, unless somebody has taken it.
    package func cancel() {
        if case .success(let stream) = result {
            stream.close()
        }
        result = nil
        release()
    }

    package func lookupFinished(_ result: Result<[Endpoint], SocketError>) {
        lookup = nil
        switch result {
        case .failure(let error): finish(.failure(error))
        case .success(let found):
            addresses = ConnectRace.order(found).map { $0.with(port: port) }
            dials = Array(repeating: nil, count: addresses.count)
            race = ConnectRace(addressCount: addresses.count, limit: deadline)
            run()
        }
    }

    package func alarmRang(_ alarm: Alarm) {
        if race != nil {
            run()
        } else {
            lookup?.cancel()
            lookup = nil
            finish(.failure(SocketError(.timeout, operation: "getaddrinfo")))
        }
    }

    /// Does what the race wants done now.
    private func run() {
        while result == nil, let action = race?.next(at: network.loop.now) {
            switch action {
            case .begin(let index): begin(index)
            case .abandon(let index):
                dials[index]?.drop()
                dials[index] = nil
            case .fail(let error): finish(.failure(error))
            }
        }
        if result == nil, let next = race?.deadline {
            alarm.arm(at: next, self)
        }
    }

    private func begin(_ index: Int) {
        do throws(SocketError) {
            let dial = try Dial(
                network: network, attempt: self, index: index, peer: addresses[index], local: local)
            dials[index] = dial
            try dial.start()
        } catch {
            dials[index]?.drop()
            dials[index] = nil
            race?.failed(index, error)
        }
    }

    /// An attempt has connected.
    func connected(_ dial: Dial) {
        race?.won()
        dials[dial.index] = nil
        finish(.success(dial.makeStream()))
    }

    /// An attempt that had begun has failed.
    func failed(_ dial: Dial, _ error: SocketError) {
        dial.drop()
        dials[dial.index] = nil
        race?.failed(dial.index, error)
        run()
    }

    private func finish(_ result: Result<Stream, SocketError>) {
        self.result = result
        release()
        finished.completeAll()
    }

    private func release() {
        alarm.cancel()
        lookup?.cancel()
        lookup = nil
        race = nil
        for dial in dials {
            dial?.drop()
        }
        dials = []
    }
}
