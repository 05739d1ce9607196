import CCharon
import COpenSSL
package import CharonSystem

/// One TLS connection: ciphertext in, plaintext out, and the other way round. It knows no descriptor.
///
/// Confined to one thread at a time. Output that piles up in `output` has to be sent, after a failure too: then it
/// is the alert that tells the other side. An idle engine holds no buffers.
@safe package final class TLSEngine {
    /// How far a handshake is.
    package enum Handshake {
        /// Output may have to be sent, and more has to be fed.
        case needsInput
        /// Both sides know each other; there may be output left to send.
        case complete
        /// It is over; the reason is one that a script may be told.
        case failed(TLSFailure)
    }

    /// What a read gives.
    package enum Read {
        /// The payload of exactly one record, 1 to 16,384 bytes, at the beginning of the area that was given.
        case record(BorrowedBytes)
        /// Nothing whole is there.
        case needsInput
        /// The peer has ended its stream in order. Writing is still possible.
        case closed
        /// The connection is lost.
        case failed(TLSFailure)
    }

    private enum State {
        case handshake
        case established
        case peerClosed
        case failed(TLSFailure)
    }

    /// Bytes of answers to the peer's own protocol messages that may wait to be sent, before the peer is thought
    /// to ask without ever reading.
    private static let maxPendingAnswerBytes = 65_536

    /// The longest payload of a record, in bytes. RFC 8446, section 5.1.
    package static let maxRecordBytes = 16_384

    /// Less than this is copied sooner than that the memory it is lent in is kept from others, in bytes.
    private static let minLentBytes = 4096

    /// What it has in common with others.
    let context: TLSContext
    /// Whom a client wants to talk to.
    let host: HostName?
    private let connection: OpaquePointer
    private var state = State.handshake
    private var hasInputEnded = false
    private var hasSentCloseNotify = false
    private var pendingAnswerBytes = 0
    /// Keeps the memory of ciphertext that has been lent and not been worked on.
    private var lender: AnyObject?

    /// Starts as a client.
    ///
    /// - Parameters:
    ///   - context: made by `TLSContext.client`.
    ///   - hostname: the name or address that the server's certificate must be for; a name is also sent to it.
    package convenience init(client context: TLSContext, hostname: String) {
        let host = HostName(hostname)
        self.init(context: context, host: host)
        guard let host else {
            // Nothing is sent: no certificate could ever fit.
            fail(TLSFailure(TLSFailure.hostnameMismatch, detail: "not a host name"))
            return
        }
        if let name = host.name { _ = unsafe charon_tls_set_server_name(ssl, name) }
        if let session = context.sessions.session(for: host) { unsafe session.offer(in: ssl) }
    }

    /// Starts as a server.
    ///
    /// - Parameter context: made by `TLSContext.server`.
    package convenience init(server context: TLSContext) {
        self.init(context: context, host: nil)
    }

    private init(context: TLSContext, host: HostName?) {
        self.context = context
        self.host = host
        guard let connection = unsafe charon_tls_new(context.pointer, context.isServer ? 1 : 0) else {
            fatalError("OpenSSL has no memory left for a connection")
        }
        unsafe self.connection = connection
        unsafe SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        unsafe charon_tls_free(connection)
    }

    /// Whether this is the accepting side.
    var isServer: Bool { context.isServer }

    /// The `SSL`, valid as long as this object.
    @unsafe var ssl: OpaquePointer { unsafe charon_tls_ssl(connection) }

    /// Takes in ciphertext, to be worked on by the next calls.
    ///
    /// - Complexity: O(bytes), one copy.
    package func feed(_ ciphertext: BorrowedBytes) {
        if case .failed = state { return }
        keep()
        unsafe ciphertext.withUnsafeBytes { bytes in
            unsafe charon_tls_lend(connection, bytes.baseAddress, bytes.count)
            keep()
        }
    }

    /// Tells that the transport has ended: what has been fed is all there is.
    package func endOfInput() {
        hasInputEnded = true
    }

    /// Goes on with the handshake as far as what has been fed allows.
    package func handshake() -> Handshake {
        switch state {
        case .established, .peerClosed: return .complete
        case .failed(let failure): return .failed(failure)
        case .handshake: break
        }
        switch unsafe charon_tls_handshake(connection) {
        case CHARON_TLS_DONE:
            state = .established
            return .complete
        case CHARON_TLS_WANTS_INPUT:
            return hasInputEnded ? .failed(fail(TLSFailure(TLSFailure.closedDuringHandshake))) : .needsInput
        case CHARON_TLS_CLOSED:
            return .failed(fail(TLSFailure(TLSFailure.closedDuringHandshake, detail: "close_notify")))
        case let status:
            return .failed(fail(failure(status)))
        }
    }

    /// Reads one record. Only after the handshake.
    ///
    /// - Parameter area: where its payload goes, with room for `maxRecordBytes`.
    /// - Complexity: O(bytes), one copy besides the decryption.
    package func read(into area: ReceiveArea) -> Read {
        switch state {
        case .handshake: return .failed(TLSFailure(TLSFailure.protocolError, detail: "read before the handshake"))
        case .peerClosed: return .closed
        case .failed(let failure): return .failed(failure)
        case .established: break
        }
        precondition(area.capacity >= Self.maxRecordBytes, "no room for a record")
        var count = 0
        let before = unsafe charon_tls_output_total(connection)
        let status = unsafe charon_tls_read(connection, area.memory, area.capacity, &count)
        if lender != nil, unsafe charon_tls_lent(connection) == 0 { lender = nil }
        let answered = unsafe charon_tls_output_total(connection) - before
        if answered > 0 {
            pendingAnswerBytes += Int(clamping: answered)
            if pendingAnswerBytes > TLSEngine.maxPendingAnswerBytes {
                return .failed(fail(TLSFailure(TLSFailure.protocolError, detail: "the peer asks without reading")))
            }
        }
        switch status {
        case CHARON_TLS_DONE:
            return .record(area.prefix(count))
        case CHARON_TLS_WANTS_INPUT:
            return hasInputEnded ? .failed(fail(TLSFailure(TLSFailure.truncated))) : .needsInput
        case CHARON_TLS_CLOSED:
            state = .peerClosed
            dropLent()
            return .closed
        default:
            return .failed(fail(failure(status)))
        }
    }

    /// Reads one record, with more ciphertext to take in.
    ///
    /// The same as `feed` and then `read`, but at most what is left over is copied.
    ///
    /// - Parameters:
    ///   - ciphertext: what follows all that has been fed.
    ///   - owner: keeps `ciphertext` as it is. With one, a long rest stays there, and the owner is let go when it has
    ///     been worked on.
    ///   - area: as in `read(into:)`.
    /// - Complexity: O(bytes).
    package func read(feeding ciphertext: BorrowedBytes, of owner: AnyObject?, into area: ReceiveArea) -> Read {
        guard case .established = state else {
            feed(ciphertext)
            return read(into: area)
        }
        keep()
        return unsafe ciphertext.withUnsafeBytes { bytes in
            unsafe charon_tls_lend(connection, bytes.baseAddress, bytes.count)
            let result = read(into: area)
            if let owner, unsafe charon_tls_lent(connection) >= Self.minLentBytes { lender = owner } else { keep() }
            return result
        }
    }

    /// Encrypts, one record for each 16,384 bytes, and appends to `output`. Only after the handshake.
    ///
    /// - Throws: why the connection is lost.
    /// - Complexity: O(bytes), one copy besides the encryption.
    package func write(_ plaintext: BorrowedBytes) throws(TLSFailure) {
        switch state {
        case .handshake: throw TLSFailure(TLSFailure.protocolError, detail: "write before the handshake")
        case .failed(let failure): throw failure
        case .established, .peerClosed: break
        }
        if plaintext.isEmpty { return }
        let status = unsafe plaintext.withUnsafeBytes { bytes in
            unsafe charon_tls_write(connection, bytes.baseAddress, bytes.count)
        }
        if status != CHARON_TLS_DONE { throw fail(failure(status)) }
    }

    /// Appends the alert that ends this side's stream in order, once. RFC 8446, section 6.1.
    package func sendCloseNotify() {
        switch state {
        case .handshake, .failed: return
        case .established, .peerClosed: break
        }
        if hasSentCloseNotify { return }
        hasSentCloseNotify = true
        ERR_clear_error()
        _ = unsafe SSL_shutdown(ssl)
    }

    /// Whether there is ciphertext to send.
    package var hasOutput: Bool { !output.isEmpty }

    /// The ciphertext to send; valid until the next call of this engine.
    package var output: BorrowedBytes {
        var count = 0
        let bytes = unsafe charon_tls_output(connection, &count)
        return unsafe BorrowedBytes(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    /// Drops the first bytes of `output`, which have been sent.
    package func dropOutput(_ count: Int) {
        unsafe charon_tls_drop_output(connection, max(0, count))
        if !hasOutput { pendingAnswerBytes = 0 }
    }

    /// Bytes of ciphertext that have been fed and not been worked on; a read may need more even so.
    package var pendingInput: Int { unsafe charon_tls_pending(connection) }

    /// Copies what is left of the ciphertext that has been lent.
    private func keep() {
        guard unsafe charon_tls_keep(connection) == 1 else { fatalError("no memory left for received bytes") }
        lender = nil
    }

    /// Gives back what nobody will read.
    private func dropLent() {
        unsafe charon_tls_lend(connection, nil, 0)
        lender = nil
    }

    private func failure(_ status: charon_tls_status) -> TLSFailure {
        if status == CHARON_TLS_OVERSIZED {
            return TLSFailure(TLSFailure.protocolError, detail: "the first message is too long")
        }
        return ErrorTranslation.connectionFailure(verifyResult: unsafe SSL_get_verify_result(ssl))
    }

    @discardableResult private func fail(_ failure: TLSFailure) -> TLSFailure {
        state = .failed(failure)
        dropLent()
        return failure
    }
}

extension TLSEngine {
    /// The protocol name agreed on, if any. RFC 7301.
    package var agreedProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &count)
        guard let name = unsafe name else { return nil }
        return unsafe String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// What has been agreed; nil before the handshake is complete.
    package var info: TLSInfo? { agreement?.info }

    /// The same in a form that outlives the engine and is cheap to have; nil before the handshake is complete.
    package var agreement: TLSAgreement? {
        guard unsafe SSL_is_init_finished(ssl) == 1 else { return nil }
        var certificate: Certificate?
        if let handle = unsafe SSL_get1_peer_certificate(ssl) { certificate = unsafe Certificate(owning: handle) }
        return unsafe TLSAgreement(
            version: String(cString: SSL_get_version(ssl)),
            cipher: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)).map { unsafe String(cString: $0) } ?? "",
            alpn: agreedProtocol,
            serverName: serverName,
            resumed: SSL_session_reused(ssl) == 1,
            certificate: certificate)
    }

    private var serverName: String? {
        if isServer {
            return unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { unsafe String(cString: $0) }
        }
        return host?.name
    }
}
