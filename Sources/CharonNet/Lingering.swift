internal import CharonLoop
internal import CharonSystem
internal import CharonTLS

/// A connection that its owner has closed and that is still at its last steps.
final class Lingering: LingeringSocket, ReadinessObserver, AlarmObserver, Flushable {
    private let network: Network
    private let descriptor: Int32
    private var registration: Registration?
    private var output: SendQueue?
    private var tls: TLSChannel?
    private var sequence: ClosingSequence

    /// Whether the sending direction has been ended already.
    private var hasEnded: Bool
    /// Rings when the sequence is to be told that its deadline has passed. Made when it is known to be needed.
    private var alarm: Alarm?

    /// Rings when to try again what the kernel had no memory for.
    private var retryAlarm: Alarm?
    private var place: UInt64 = 0

    /// Takes over the descriptor of a stream.
    ///
    /// - Parameters:
    ///   - output: what is still to be written in the clear; nil for nothing at all.
    ///   - tls: what is still to be written after that; nil for nothing.
    ///   - hasEnded: the sending direction has been ended, or is to be when the output has been written.
    ///   - peerHasEnded: the end of the peer's stream has been read.
    static func begin(
        network: Network, descriptor: Int32, registration: Registration?, output: SendQueue?,
        tls: TLSChannel?, hasEnded: Bool, peerHasEnded: Bool
    ) {
        let lingering = Lingering(
            network: network, descriptor: descriptor, registration: registration, output: output,
            tls: tls, hasEnded: hasEnded && output == nil, peerHasEnded: peerHasEnded)
        lingering.enter()
        lingering.start()
    }

    /// Takes over a descriptor whose sending direction has been ended, and throws away what comes.
    ///
    /// - Parameter isReadable: there may be something now.
    static func drain(network: Network, descriptor: Int32, isReadable: Bool) {
        let lingering = Lingering(
            network: network, descriptor: descriptor, registration: nil, output: nil, tls: nil, hasEnded: true,
            peerHasEnded: false)
        lingering.enter()
        lingering.drain(isReadable: isReadable)
    }

    private init(
        network: Network, descriptor: Int32, registration: Registration?, output: SendQueue?,
        tls: TLSChannel?, hasEnded: Bool, peerHasEnded: Bool
    ) {
        self.network = network
        self.descriptor = descriptor
        self.registration = registration
        self.output = output
        self.tls = tls
        self.hasEnded = hasEnded
        sequence = ClosingSequence(peerHasEnded: peerHasEnded)
    }

    private var loop: EventLoop { network.loop }

    private func enter() {
        place = network.enter(lingering: self)
        if let registration { loop.hand(registration, to: self) }
    }

    private func start() {
        if output != nil {
            perform(sequence.madeProgress(at: loop.now))
            write()
        } else {
            perform(sequence.wroteAll(at: loop.now))
        }
    }

    /// The program ends.
    func hurry() {
        if let action = sequence.hurry(at: loop.now) { perform(action) }
    }

    func abandon() {
        if sequence.state != .finished { perform(sequence.finish()) }
    }

    private func perform(_ action: ClosingSequence.Action) {
        switch action {
        case .wait(let deadline):
            alarm = Alarm.armed(alarm, in: loop, at: deadline, self)
        case .endSending(let deadline):
            if registration == nil {
                leave()
                network.drains.end(descriptor, hasEnded: hasEnded)
            } else {
                output = nil
                tls = nil
                if !hasEnded { network.system.shutdownSending(descriptor) }
                alarm = Alarm.armed(alarm, in: loop, at: deadline, self)
                // What came before now is not reported again.
                loop.beforePolling(self)
            }
        case .close:
            if let registration { loop.deregister(registration, isClosing: true) }
            registration = nil
            network.system.close(descriptor)
            leave()
        }
    }

    private func leave() {
        alarm?.cancel()
        retryAlarm?.cancel()
        output = nil
        tls = nil
        network.leave(lingering: place)
    }

    private func write() {
        guard sequence.state == .flushing, let output else { return }
        switch flush(output) {
        case nil, .done: perform(sequence.wroteAll(at: loop.now))
        case .blocked(let sent):
            if sent > 0 { perform(sequence.madeProgress(at: loop.now)) }
            watch([.input, .peerEnded, .output, .edgeTriggered])
        case .shortage:
            retryAlarm = Alarm.armed(retryAlarm, in: loop, at: loop.now + Stream.retryDelay, self)
        case .failed: perform(sequence.finish())
        }
    }

    /// - Returns: nil if TLS cannot go on: what it had to say has been sent, or never will be.
    private func flush(_ output: SendQueue) -> SendQueue.Progress? {
        guard let tls else { return output.flush(to: descriptor, network.system, network.gather) }
        return try? tls.flush(after: output, to: descriptor, network.system, network.gather)
    }

    /// - Parameter isReadable: there may be something to be thrown away now.
    private func drain(isReadable: Bool) {
        guard case .endSending(let deadline) = sequence.wroteAll(at: loop.now) else { return }
        alarm = Alarm.armed(alarm, in: loop, at: deadline, self)
        if isReadable { loop.beforePolling(self) } else { watchInput() }
    }

    private func throwAwayInput() {
        switch network.look(atDrained: descriptor) {
        case .over: perform(sequence.finish())
        case .nothing: watchInput()
        case .more: loop.beforePolling(self)
        }
    }

    private func watchInput() {
        watch([.input, .peerEnded, .edgeTriggered])
    }

    private func watch(_ interest: Readiness) {
        guard sequence.state != .finished else { return }
        do throws(SystemError) {
            if let registration {
                if registration.interest != interest, interest.contains(.output) {
                    try loop.change(registration, to: interest)
                }
            } else {
                registration = try loop.register(descriptor, interest, self)
            }
        } catch {
            perform(sequence.finish())
        }
    }

    func readinessChanged(_ readiness: Readiness) {
        if readiness.contains(.hangup), readiness.contains(.failure) {
            // Reset: nothing can be written, and what was there to be read is gone.
            perform(sequence.finish())
            return
        }
        if sequence.state == .draining, readiness.allowsInput {
            throwAwayInput()
        } else if readiness.allowsOutput {
            write()
        }
    }

    func alarmRang(_ alarm: Alarm) {
        if alarm === self.alarm {
            perform(sequence.finish())
        } else {
            write()
        }
    }

    func flush() {
        switch sequence.state {
        case .flushing: write()
        case .draining: throwAwayInput()
        case .finished: break
        }
    }
}
