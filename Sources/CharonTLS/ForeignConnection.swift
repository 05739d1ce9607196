import CCharon
import COpenSSL

/// A client's TLS connection that another library drives on the same OpenSSL: it trusts and verifies as ours do, and
/// what goes wrong is known in our words.
package final class ForeignConnection {
    /// Why the connection has failed, if it has and TLS is the cause.
    package private(set) var failure: TLSFailure?
    /// Whether the peer has said that its stream is complete. RFC 8446, section 6.1.
    package private(set) var hasPeerClosed = false

    /// How many records with application data have come.
    package private(set) var recordsReceived: UInt64 = 0

    private let context: TLSContext
    private let host: HostName?

    /// Prepares for a connection.
    ///
    /// - Parameters:
    ///   - context: made by `TLSContext.client`.
    ///   - hostname: the name or address that the server's certificate must be for.
    package init(context: TLSContext, hostname: String) {
        self.context = context
        host = HostName(hostname)
    }

    /// Takes charge of what is checked and shown in a context of the other library, and watches it from then on.
    ///
    /// - Parameter handle: the library's `SSL_CTX`, for this one connection; it keeps this object until it is freed.
    /// - Returns: whether it can be used.
    package func attach(to handle: UnsafeMutableRawPointer) -> Bool {
        let foreign = OpaquePointer(handle)
        let own = unsafe Unmanaged.passRetained(self)
        let isHeld = unsafe charon_tls_context_hold(foreign, own.toOpaque()) { object in
            if let object = unsafe object { unsafe Unmanaged<ForeignConnection>.fromOpaque(object).release() }
        }
        guard isHeld == 1 else {
            unsafe own.release()
            return false
        }
        do throws(TLSFailure) {
            unsafe try context.configureClient(foreign)
        } catch {
            failure = error
            return false
        }
        unsafe SSL_CTX_set_cert_verify_callback(foreign, verifyForeignPeer, own.toOpaque())
        unsafe charon_tls_context_watch(
            foreign,
            { object, connection in
                guard let object = unsafe object else { return }
                unsafe Unmanaged<ForeignConnection>.fromOpaque(object).takeUnretainedValue().handshakeFailed(connection)
            },
            { object, level, description in
                guard let object = unsafe object else { return }
                unsafe Unmanaged<ForeignConnection>.fromOpaque(object).takeUnretainedValue().alerted(level, description)
            },
            { object in
                guard let object = unsafe object else { return }
                unsafe Unmanaged<ForeignConnection>.fromOpaque(object).takeUnretainedValue().recordsReceived &+= 1
            })
        return true
    }

    fileprivate func verify(_ verification: OpaquePointer) -> Int32 {
        unsafe CharonTLS.verify(verification, .some(host))
    }

    private func handshakeFailed(_ connection: OpaquePointer?) {
        guard failure == nil, let connection = unsafe connection else { return }
        failure = ErrorTranslation.observedFailure(verifyResult: unsafe SSL_get_verify_result(connection))
    }

    private func alerted(_ level: Int32, _ description: Int32) {
        if description == SSL_AD_CLOSE_NOTIFY {
            hasPeerClosed = true
        } else if failure == nil, level == SSL3_AL_FATAL {
            failure = ErrorTranslation.alertFailure(description)
        }
    }
}

@unsafe private func verifyForeignPeer(_ verification: OpaquePointer?, _ state: UnsafeMutableRawPointer?) -> Int32 {
    guard let verification = unsafe verification, let state = unsafe state else { return 0 }
    return unsafe Unmanaged<ForeignConnection>.fromOpaque(state).takeUnretainedValue().verify(verification)
}
