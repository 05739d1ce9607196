import Glibc
import TestSupport

/// The keys and certificates that `make-certificates` makes, once for each test process, in a folder that goes
/// away with it.
package struct CertificateZoo: Sendable {
    /// The zoo of this process.
    package static let shared = CertificateZoo()

    /// Where the files are.
    package var folder: String { temporary.path }

    private let temporary: TemporaryFolder

    private init() {
        do { temporary = try TemporaryFolder() } catch { fatalError("no folder for certificates: \(error)") }
        atexit { CertificateZoo.shared.temporary.remove() }
        let script = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/make-certificates"
        let status = CertificateZoo.run([script, folder])
        guard status == 0 else { fatalError("make-certificates ended with status \(status)") }
    }

    /// The certificate, or the chain, called `name`, as PEM text.
    package func pem(_ name: String) -> [UInt8] { contents("\(folder)/\(name).pem") }

    /// The key called `name`, as PEM text.
    package func key(_ name: String) -> [UInt8] { contents("\(folder)/\(name).key") }

    private func contents(_ path: String) -> [UInt8] {
        guard let file = unsafe fopen(path, "r") else { fatalError("\(path) is not there") }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let byte = unsafe getc(file)
            if byte == EOF { return bytes }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
    }

    private static func run(_ words: [String]) -> Int32 {
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var process: pid_t = 0
        guard unsafe posix_spawn(&process, words[0], nil, nil, &arguments, environ) == 0 else { return -1 }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) == -1 && errno == EINTR {}
        return status
    }
}
