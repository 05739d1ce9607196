internal import CharonHTTP
internal import CharonNet
internal import CharonSystem

/// Finds addresses for http the way sockets do.
final class NetworkResolver: HostResolver {
    private let network: Network

    init(network: Network) { self.network = network }

    func addresses(
        of host: String, _ tell: @escaping (Result<[Endpoint], HTTPFailure>) -> Void
    ) -> any HostResolution {
        let lookup = network.lookUp(host: host)
        let resolution = Resolution(lookup, tell)
        if let result = lookup.result { resolution.lookupFinished(result) } else { lookup.observer = resolution }
        return resolution
    }

    private final class Resolution: HostResolution, LookupObserver {
        private let lookup: Lookup
        private var tell: ((Result<[Endpoint], HTTPFailure>) -> Void)?

        init(_ lookup: Lookup, _ tell: @escaping (Result<[Endpoint], HTTPFailure>) -> Void) {
            self.lookup = lookup
            self.tell = tell
        }

        func lookupFinished(_ result: Result<[Endpoint], SocketError>) {
            let told = tell
            tell = nil
            told?(result.mapError { HTTPFailure($0.code.reason) })
        }

        func cancel() {
            tell = nil
            lookup.cancel()
        }
    }
}
