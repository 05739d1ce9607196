import CCharon
import COpenSSL

/// An X.509 certificate; immutable and shared between threads.
@safe final class Certificate: Sendable {
    // OpenSSL counts references with atomics, and nothing changes a certificate once it is parsed.
    nonisolated(unsafe) private let handle: OpaquePointer

    /// Takes over one reference to an `X509`.
    @unsafe init(owning handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe X509_free(handle)
    }

    /// The `X509`, valid as long as this object.
    @unsafe var pointer: OpaquePointer { unsafe handle }

    /// Whether `key` is the private half of the certificate's public key.
    func matches(_ key: PrivateKey) -> Bool {
        unsafe X509_check_private_key(handle, key.pointer) == 1
    }

    /// Whether the last second of the validity has passed.
    var isExpired: Bool {
        unsafe X509_cmp_current_time(X509_get0_notAfter(handle)) < 0
    }

    /// The names and addresses that the certificate is for. RFC 9525, section 4.
    var names: CertificateNames {
        var names = CertificateNames()
        let isReadable = unsafe withUnsafeMutablePointer(to: &names) { names in
            unsafe charon_x509_alternative_names(handle, names) { state, kind, bytes, count in
                guard let names = unsafe state?.assumingMemoryBound(to: CertificateNames.self) else { return }
                let entry = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
                if kind == GEN_DNS {
                    unsafe names.pointee.dns.append(entry)
                } else {
                    unsafe names.pointee.addresses.append(entry)
                }
            }
        }
        // Names that cannot be read might have been DNS names: then the common name does not count either.
        guard isReadable == 1, names.dns.isEmpty else { return names }
        unsafe withUnsafeMutablePointer(to: &names) { names in
            unsafe charon_x509_common_names(handle, names) { state, bytes, count in
                guard let names = unsafe state?.assumingMemoryBound(to: CertificateNames.self) else { return }
                unsafe names.pointee.common.append([UInt8](UnsafeRawBufferPointer(start: bytes, count: count)))
            }
        }
        return names
    }

    /// What a script may know about the certificate.
    var description: TLSInfo.Peer {
        let names = names
        return unsafe TLSInfo.Peer(
            subject: oneLine(X509_get_subject_name(handle)),
            issuer: oneLine(X509_get_issuer_name(handle)),
            names: names.dns.map { String(decoding: $0, as: UTF8.self) }
                + names.addresses.compactMap(HostName.text(ofAddress:)),
            notBefore: charon_asn1_seconds(X509_get0_notBefore(handle)),
            notAfter: charon_asn1_seconds(X509_get0_notAfter(handle)),
            fingerprint: fingerprint)
    }

    /// SHA-256 of the certificate's DER form, in hexadecimal.
    private var fingerprint: String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard unsafe X509_digest(handle, EVP_sha256(), &digest, &count) == 1 else { return "" }
        let digits = Array("0123456789abcdef".utf8)
        let text = digest.prefix(Int(count)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// A distinguished name as RFC 2253 writes it.
    private func oneLine(_ name: OpaquePointer?) -> String {
        guard let sink = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free(sink) }
        guard unsafe charon_x509_print_name(sink, name) == 1 else { return "" }
        return unsafe String(decoding: PEM.contents(of: sink), as: UTF8.self)
    }
}

/// The names and addresses of a certificate, as the bytes that stand in it.
struct CertificateNames: Equatable {
    /// DNS entries of the subject alternative name.
    var dns: [[UInt8]] = []
    /// IP entries of the subject alternative name, 4 or 16 bytes in network order.
    var addresses: [[UInt8]] = []
    /// Common names of the subject, there only if it has no DNS entry.
    var common: [[UInt8]] = []
}
