import CharonSystem

/// A kernel that moves one byte of a stream at a time.
///
/// It reports what is ready for as long as it is so: a short transfer says nothing here, and so it must not be
/// taken for the last before a change.
final class OneByteKernel: KernelDecorator {
    let base: any Kernel = LinuxKernel()
    private let byte = ReceiveArea(capacity: 1)
    private var datagramSockets: Set<Int32> = []

    func socket(_ family: AddressFamily, _ kind: SocketKind) -> SystemResult {
        let result = base.socket(family, kind)
        let descriptor = Int32(truncatingIfNeeded: result.word)
        if kind == .datagram { datagramSockets.insert(descriptor) } else { datagramSockets.remove(descriptor) }
        return result
    }

    func receive(_ descriptor: Int32, into area: ReceiveArea) -> SystemResult {
        let result = base.receive(descriptor, into: byte)
        if result.word > 0 { area.write(byte.prefix(1)) }
        return result
    }

    func discard(_ descriptor: Int32, _ area: ReceiveArea) -> SystemResult {
        base.discard(descriptor, byte)
    }

    func send(_ descriptor: Int32, _ bytes: BorrowedBytes) -> SystemResult {
        let isDatagram = datagramSockets.contains(descriptor)
        return base.send(descriptor, isDatagram ? bytes : bytes.prefix(min(1, bytes.count)))
    }

    func send(_ descriptor: Int32, _ pieces: GatherList) -> SystemResult {
        pieces.copy(upTo: 1).withBorrowedBytes { base.send(descriptor, $0) }
    }

    func control(
        _ poller: Int32, _ change: InterestChange, _ descriptor: Int32, _ interest: Readiness, datum: UInt64
    ) -> SystemResult {
        base.control(poller, change, descriptor, interest.subtracting(.edgeTriggered), datum: datum)
    }
}
