import CFuzzer
import CharonTLS
import TestCertificates

// Certificates and keys as text: the entrance for what a script has read from who knows where.

nonisolated(unsafe) private let good = CertificateAndKey(
    chain: CertificateZoo.shared.pem("good"), privateKey: CertificateZoo.shared.key("good"))

private let reasons: Set = [
    "invalid certificate chain", "invalid private key", "private key does not match certificate", "no certificate",
]

private func check(_ body: () throws -> Void) {
    do { try body() } catch let failure as TLSFailure {
        precondition(reasons.contains(failure.reason), "a reason that no script knows: \(failure.reason)")
    } catch {}
}

private func run(_ input: [UInt8]) {
    guard let part = input.first else { return }
    let text = Array(input.dropFirst())
    check {
        switch part % 4 {
        case 0:
            let pem = CertificateAndKey(chain: text, privateKey: good.privateKey)
            _ = try TLSContext.server(certificates: [pem], ServerOptions())
        case 1:
            let pem = CertificateAndKey(chain: good.chain, privateKey: text)
            _ = try TLSContext.server(certificates: [good, pem], ServerOptions())
        case 2:
            var options = ClientOptions()
            options.ca = text
            _ = try TLSContext.client(options)
        default:
            var options = ServerOptions()
            options.clientAuthentication = .require(ca: text)
            _ = try TLSContext.server(certificates: [good], options)
        }
    }
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
