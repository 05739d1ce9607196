internal import Charon
internal import Glibc

/// Reading a script, and writing text, whole.
enum SourceFile {
    /// - Parameter path: nil is the standard input.
    /// - Throws: `cannot open FILE` as Lua's interpreter says it.
    static func read(path: String?) throws(Runtime.Failure) -> [UInt8] {
        var descriptor = STDIN_FILENO
        if let path {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Runtime.Failure(message: "cannot open \(path)") }
        }
        defer { if path != nil { close(descriptor) } }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw Runtime.Failure(message: "cannot read \(path ?? "stdin")")
            }
            bytes.append(contentsOf: piece[..<count])
        }
    }

    /// Writes all of the bytes; a reader that has gone ends it.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }
}
