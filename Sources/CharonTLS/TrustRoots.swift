import CCharon
import COpenSSL
internal import CharonSystem

/// A set of certificates that chains may end in; immutable and shared between threads.
@safe final class TrustRoots: Sendable {
    // OpenSSL locks the store itself when a look-up in a folder adds to it.
    nonisolated(unsafe) private let handle: OpaquePointer

    /// Where the roots of the machine are, if the environment names other places than the usual ones.
    struct Environment: Hashable {
        /// A file of PEM certificates.
        var file: String?
        /// Folders of certificates named by hash, with colons between them.
        var folder: String?

        /// What the environment says now.
        static var current: Environment {
            unsafe Environment(
                file: charon_environment("SSL_CERT_FILE").map { unsafe String(cString: $0) },
                folder: charon_environment("SSL_CERT_DIR").map { unsafe String(cString: $0) })
        }
    }

    /// The few sets that have been read: sockets and http may be pointed to different ones.
    private static let machine = Locked<[Environment: TrustRoots]>([:])

    private init() throws(TLSFailure) {
        guard let store = unsafe X509_STORE_new() else {
            throw ErrorTranslation.setupFailure(TLSFailure.invalidChain)
        }
        unsafe handle = store
    }

    deinit {
        unsafe X509_STORE_free(handle)
    }

    /// The `X509_STORE`, valid as long as this object.
    @unsafe var pointer: OpaquePointer { unsafe handle }

    /// How many roots have been read; those of folders are read when they are needed.
    ///
    /// - Complexity: O(`count`).
    var count: Int {
        // Allocated by the call; an index, not objects of their own.
        guard let objects = unsafe X509_STORE_get1_all_certs(handle) else { return 0 }
        defer { unsafe OPENSSL_sk_pop_free(objects, { unsafe X509_free(OpaquePointer($0)) }) }
        return Int(unsafe OPENSSL_sk_num(objects))
    }

    /// The roots of PEM text, and their subjects for a server to name.
    ///
    /// - Throws: `invalid certificate chain` if there is none or one is broken.
    static func parse(_ text: [UInt8]) throws(TLSFailure) -> (roots: TrustRoots, certificates: [Certificate]) {
        let certificates = try PEM.certificates(text)
        let roots = try TrustRoots()
        for certificate in certificates {
            guard unsafe X509_STORE_add_cert(roots.handle, certificate.pointer) == 1 else {
                throw ErrorTranslation.setupFailure(TLSFailure.invalidChain)
            }
        }
        return (roots, certificates)
    }

    /// The roots that the environment names, or the system's.
    ///
    /// A file or folder that cannot be read leaves nothing to trust, so that each connection says so.
    static func ofMachine(_ environment: Environment) throws(TLSFailure) -> TrustRoots {
        if let known = machine.withLock({ $0[environment] }) { return known }
        let roots = try TrustRoots()
        if environment.file == nil && environment.folder == nil {
            _ = unsafe X509_STORE_set_default_paths(roots.handle)
        } else {
            // Naming one place leaves out the usual other one.
            if let file = environment.file { _ = unsafe X509_STORE_load_file(roots.handle, file) }
            if let folder = environment.folder { _ = unsafe X509_STORE_load_path(roots.handle, folder) }
        }
        ERR_clear_error()
        machine.withLock { $0[environment] = roots }
        return roots
    }
}
