internal import Glibc
internal import SystemPackage

/// A file that remembers lines from one session to the next: text, a line each, the latest last.
///
/// Sessions that go on at the same time append to it one after the other. Only its owner can read it. What cannot be
/// read or written is not remembered; nobody is told.
package struct HistoryFile {
    /// How many lines are read.
    package static let limit = 1000

    private let path: FilePath

    /// - Parameter path: the folder that it is in is made if it is missing; the folders above are not.
    package init(path: String) { self.path = FilePath(path) }

    /// The latest lines, oldest first. A file that has grown to twice the limit is cut back to them.
    package func lines() -> [String] {
        guard let bytes = try? StandardStream.contents(of: FileSystem.Path(Array(path.string.utf8))) else { return [] }
        let all = bytes.split(separator: 10)
        let latest = all.suffix(Self.limit)
        if all.count > 2 * Self.limit { write(Array(latest.joined(separator: [10])) + [10], [.create, .truncate]) }
        return latest.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Adds a line, which must not contain a line's end.
    package func append(_ line: String) {
        write(Array((line + "\n").utf8), [.create, .append])
    }

    private func write(_ bytes: [UInt8], _ options: FileDescriptor.OpenOptions) {
        unsafe path.removingLastComponent().withPlatformString { _ = unsafe mkdir($0, 0o700) }
        let mode: FilePermissions = [.ownerRead, .ownerWrite]
        guard let file = try? FileDescriptor.open(
            path, .writeOnly, options: options.union(.closeOnExec), permissions: mode)
        else { return }
        _ = try? file.closeAfter { try unsafe bytes.withUnsafeBytes { try unsafe file.writeAll($0) } }
    }
}
