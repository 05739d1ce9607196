import CharonNet
import CharonSystem
import CharonTLS

/// An end that speaks TLS by hand over a stream in the clear, so that a test can break the rules.
final class HandDrivenTLS {
    let stream: Stream
    let engine: TLSEngine
    private let bench: Workbench
    private let record = ReceiveArea(capacity: TLSEngine.maxRecordBytes)

    init(_ stream: Stream, _ engine: TLSEngine, on bench: Workbench) {
        self.stream = stream
        self.engine = engine
        self.bench = bench
    }

    func flush() {
        let output = engine.output.copy()
        engine.dropOutput(output.count)
        stream.send(output)
    }

    /// Takes the handshake as far as it goes without waiting.
    ///
    /// - Returns: whether it is complete.
    func continueHandshake() -> Bool {
        let state = engine.handshake()
        flush()
        if case .complete = state { return true }
        if case .chunk(let bytes) = stream.receive(looking: true) { engine.feed(bytes) }
        return false
    }

    func send(_ text: String) throws {
        try Array(text.utf8).withBorrowedBytes { try engine.write($0) }
        flush()
    }

    /// The reason for which the other side has ended the stream.
    func failure() throws -> String? {
        while true {
            switch engine.read(into: record) {
            case .record: continue
            case .closed: return nil
            case .failed(let failure): return failure.reason
            case .needsInput: break
            }
            let (chunk, _) = try bench.receive(stream)
            if let chunk { chunk.withBorrowedBytes { engine.feed($0) } } else { engine.endOfInput() }
        }
    }
}
