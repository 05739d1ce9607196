package import CharonLoop
package import CharonSystem

extension Network {
    /// A UDP socket that answers whoever sends to it. Nobody else can bind the port meanwhile.
    ///
    /// - Throws: as `listen`.
    package func bindDatagram(on address: BindAddress) throws(SocketError) -> DatagramSocket {
        let (descriptor, family) = try bind(address, .datagram) { _ in }
        return DatagramSocket(network: self, descriptor: descriptor, family: family, side: .server, peer: nil)
    }

    /// Begins to make a UDP socket with a peer. Only a name takes time; nothing is sent.
    ///
    /// - Parameters: as for `connect`.
    package func connectDatagram(
        host: String, port: Int, options: ConnectOptions = ConnectOptions()
    ) -> DatagramConnectAttempt {
        let attempt = DatagramConnectAttempt(network: self, options: options)
        attempt.start(host: host, port: port)
        return attempt
    }
}

/// A UDP socket whose peer's name is being looked up.
package final class DatagramConnectAttempt: LookupObserver, AlarmObserver {
    /// Those who wait for the result.
    package let finished = WaitQueue()

    /// The socket or why there is none; nil as long as it is not decided. It can be there from the beginning.
    package private(set) var result: Result<DatagramSocket, SocketError>?

    private let network: Network
    private let options: ConnectOptions
    private let alarm: Alarm
    private var port: UInt16 = 0
    private var local: Endpoint?
    private var lookup: Lookup?

    init(network: Network, options: ConnectOptions) {
        self.network = network
        self.options = options
        alarm = Alarm(loop: network.loop)
    }

    func start(host: String, port: Int) {
        guard let port = UInt16(exactly: port), port > 0 else {
            return finish(.failure(SocketError(.portOutOfRange, operation: "connect")))
        }
        self.port = port
        do throws(SocketError) {
            local = try options.localEndpoint()
        } catch {
            return finish(.failure(error))
        }
        let lookup = network.resolver.look(up: host, family: options.family ?? local?.family)
        if let result = lookup.result { return lookupFinished(result) }
        self.lookup = lookup
        lookup.observer = self
        if let timeout = options.timeout { alarm.arm(at: network.loop.now + timeout, self) }
    }

    /// Gives the socket up; it never finishes. One that has been made already is closed, unless somebody has taken it.
    package func cancel() {
        if case .success(let socket) = result { socket.close() }
        result = nil
        release()
    }

    package func lookupFinished(_ result: Result<[Endpoint], SocketError>) {
        switch result {
        case .failure(let error): finish(.failure(error))
        case .success(let found):
            var last = SocketError(.hostNotFound, operation: "connect")
            for address in ConnectRace.order(found) {
                do throws(SocketError) {
                    return finish(.success(try open(address.with(port: port))))
                } catch {
                    last = error
                }
            }
            finish(.failure(last))
        }
    }

    private func open(_ peer: Endpoint) throws(SocketError) -> DatagramSocket {
        let descriptor = try network.makeSocket(peer.family, .datagram)
        var result = SystemResult(value: 0)
        var operation = "connect"
        if let local {
            operation = "bind"
            result =
                local.family == peer.family
                ? network.system.bind(descriptor, to: local, family: peer.family)
                : SystemResult(failure: .addressNotAvailable)
        }
        if result.word >= 0 {
            operation = "connect"
            result = network.system.connect(descriptor, to: peer, family: peer.family)
        }
        if let number = result.failure {
            network.system.close(descriptor)
            throw SocketError(number, operation: operation)
        }
        return DatagramSocket(network: network, descriptor: descriptor, family: peer.family, side: .client, peer: peer)
    }

    package func alarmRang(_ alarm: Alarm) {
        finish(.failure(SocketError(.timeout, operation: "getaddrinfo")))
    }

    private func finish(_ result: Result<DatagramSocket, SocketError>) {
        self.result = result
        release()
        finished.completeAll()
    }

    private func release() {
        alarm.cancel()
        lookup?.cancel()
        lookup = nil
    }
}
