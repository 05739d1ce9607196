import CharonSystem

/// The system calls that a script can stand in for.
enum Call: Hashable {
    case socket, connect, bind, listen, accept, receive, receiveFrom, discard, send, sendGathered, sendTo
    case shutdown, close, pendingFailure, option, localEndpoint, makePoller, control, wait, makeWakeCounter
    case resetWakeCounter, raiseLimit
}

/// A kernel that answers some calls by a script, and leaves the others to the real one.
final class ScriptedKernel: KernelDecorator {
    let base: any Kernel = LinuxKernel()

    enum Answer {
        /// The call fails, and does nothing.
        case fail(ErrorNumber)
        /// The call moves at most this many bytes.
        case limit(Int)
        /// The call is made.
        case pass
    }

    private var script: [Call: [Answer]] = [:]

    /// How often each call has been made, whoever answered.
    private(set) var counts: [Call: Int] = [:]

    /// The descriptors that are open.
    private(set) var descriptors: Set<Int32> = []

    /// Sockets that only the script has begun to connect. The kernel takes them for closed ones, and would say that
    /// they are ready; a peer that stays silent makes nothing ready.
    private var silent: Set<Int32> = []
    private var begun: Set<Int32> = []

    /// The next calls of this kind get these answers, one each.
    func script(_ call: Call, _ answers: Answer...) {
        script[call, default: []] += answers
    }

    /// The next calls of this kind fail so.
    func fail(_ call: Call, _ number: ErrorNumber, times: Int = 1) {
        script[call, default: []] += Array(repeating: .fail(number), count: times)
    }

    /// Whether the script has been played to its end.
    var isPlayed: Bool { script.values.allSatisfy(\.isEmpty) }

    private func next(_ call: Call) -> Answer {
        counts[call, default: 0] += 1
        guard let answers = script[call], !answers.isEmpty else { return .pass }
        return script[call]?.removeFirst() ?? .pass
    }

    private func play(_ call: Call, _ real: () -> SystemResult) -> SystemResult {
        if case .fail(let number) = next(call) { return SystemResult(failure: number) }
        return real()
    }

    private func opened(_ result: SystemResult) -> SystemResult {
        if result.word >= 0 { descriptors.insert(Int32(truncatingIfNeeded: result.word)) }
        return result
    }

    func socket(_ family: AddressFamily, _ kind: SocketKind) -> SystemResult {
        opened(play(.socket) { base.socket(family, kind) })
    }

    func connect(_ descriptor: Int32, to peer: Endpoint, family: AddressFamily) -> SystemResult {
        let answer = next(.connect)
        guard case .fail(let number) = answer else {
            begun.insert(descriptor)
            return base.connect(descriptor, to: peer, family: family)
        }
        if number == .inProgress, !begun.contains(descriptor) { silent.insert(descriptor) }
        return SystemResult(failure: number)
    }

    func bind(_ descriptor: Int32, to local: Endpoint, family: AddressFamily) -> SystemResult {
        play(.bind) { base.bind(descriptor, to: local, family: family) }
    }

    func listen(_ descriptor: Int32, backlog: Int32) -> SystemResult {
        play(.listen) { base.listen(descriptor, backlog: backlog) }
    }

    func accept(_ listener: Int32, peer: inout Endpoint?) -> SystemResult {
        opened(play(.accept) { base.accept(listener, peer: &peer) })
    }

    func receive(_ descriptor: Int32, into area: ReceiveArea) -> SystemResult {
        switch next(.receive) {
        case .fail(let number): return SystemResult(failure: number)
        case .pass: return base.receive(descriptor, into: area)
        case .limit(let limit):
            let small = ReceiveArea(capacity: limit)
            let result = base.receive(descriptor, into: small)
            if result.word > 0 { area.write(small.prefix(result.word)) }
            return result
        }
    }

    func receive(_ descriptor: Int32, into area: ReceiveArea, sender: inout Endpoint?) -> SystemResult {
        play(.receiveFrom) { base.receive(descriptor, into: area, sender: &sender) }
    }

    func discard(_ descriptor: Int32, _ area: ReceiveArea) -> SystemResult {
        play(.discard) { base.discard(descriptor, area) }
    }

    func send(_ descriptor: Int32, _ bytes: BorrowedBytes) -> SystemResult {
        switch next(.send) {
        case .fail(let number): SystemResult(failure: number)
        case .pass: base.send(descriptor, bytes)
        case .limit(let limit): base.send(descriptor, bytes.prefix(min(limit, bytes.count)))
        }
    }

    func send(_ descriptor: Int32, _ pieces: GatherList) -> SystemResult {
        switch next(.sendGathered) {
        case .fail(let number): SystemResult(failure: number)
        case .pass: base.send(descriptor, pieces)
        case .limit(let limit): pieces.copy(upTo: limit).withBorrowedBytes { base.send(descriptor, $0) }
        }
    }

    func send(
        _ descriptor: Int32, _ bytes: BorrowedBytes, to peer: Endpoint, family: AddressFamily
    ) -> SystemResult {
        play(.sendTo) { base.send(descriptor, bytes, to: peer, family: family) }
    }

    func shutdownSending(_ descriptor: Int32) -> SystemResult {
        play(.shutdown) { base.shutdownSending(descriptor) }
    }

    func close(_ descriptor: Int32) -> SystemResult {
        counts[.close, default: 0] += 1
        descriptors.remove(descriptor)
        silent.remove(descriptor)
        begun.remove(descriptor)
        return base.close(descriptor)
    }

    func pendingFailure(_ descriptor: Int32) -> SystemResult {
        play(.pendingFailure) { base.pendingFailure(descriptor) }
    }

    func set(_ option: SocketOption, of descriptor: Int32, to value: Int32) -> SystemResult {
        play(.option) { base.set(option, of: descriptor, to: value) }
    }

    func localEndpoint(_ descriptor: Int32, _ local: inout Endpoint?) -> SystemResult {
        play(.localEndpoint) { base.localEndpoint(descriptor, &local) }
    }

    func makePoller() -> SystemResult {
        play(.makePoller) { base.makePoller() }
    }

    func control(
        _ poller: Int32, _ change: InterestChange, _ descriptor: Int32, _ interest: Readiness, datum: UInt64
    ) -> SystemResult {
        play(.control) {
            silent.contains(descriptor)
                ? SystemResult(value: 0) : base.control(poller, change, descriptor, interest, datum: datum)
        }
    }

    func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult {
        play(.wait) { base.wait(poller, events, milliseconds: milliseconds) }
    }

    func makeWakeCounter() -> SystemResult {
        play(.makeWakeCounter) { base.makeWakeCounter() }
    }

    func resetWakeCounter(_ descriptor: Int32) -> SystemResult {
        play(.resetWakeCounter) { base.resetWakeCounter(descriptor) }
    }

    func raiseDescriptorLimit() -> SystemResult {
        play(.raiseLimit) { base.raiseDescriptorLimit() }
    }
}
