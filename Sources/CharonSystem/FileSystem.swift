internal import Glibc

/// The calls on files that the base library's `io` needs and C's standard library lacks.
///
/// A failure is the system's message, as `strerror` gives it.
package enum FileSystem {
    /// Why a call failed: the system's message.
    package struct Failure: Error {
        package let message: String

        init(_ number: Int32) { unsafe message = String(cString: strerror(number)) }
    }

    /// A path as the kernel takes it: any bytes but zero.
    package struct Path {
        let characters: [CChar]

        /// - Throws: that there is no such file if a byte is zero.
        package init(_ bytes: [UInt8]) throws(Failure) {
            guard !bytes.contains(0) else { throw Failure(ENOENT) }
            characters = bytes.map { CChar(bitPattern: $0) } + [0]
        }
    }

    /// What `stat` tells of a file.
    package struct Status {
        package enum Kind: String { case file, directory, link, other }

        package let kind: Kind
        /// In bytes.
        package let size: Int
        /// Modification time in seconds since 1970.
        package let modified: Int
        /// The permission bits.
        package let mode: Int
    }

    /// - Parameter followsLinks: whether a symbolic link is looked through.
    /// Source: stat(2), lstat(2).
    package static func status(_ path: Path, followsLinks: Bool) throws(Failure) -> Status {
        var found = stat()
        try check(followsLinks ? unsafe stat(path.characters, &found) : unsafe lstat(path.characters, &found))
        let kind: Status.Kind =
            switch found.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        return Status(
            kind: kind, size: Int(found.st_size), modified: Int(found.st_mtim.tv_sec),
            mode: Int(found.st_mode & 0o7777))
    }

    /// The names in a folder, without `.` and `..`, in the system's order. Source: readdir(3).
    package static func names(in path: Path) throws(Failure) -> [[UInt8]] {
        guard let folder = unsafe opendir(path.characters) else { throw Failure(errno) }
        defer { unsafe closedir(folder) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(folder) else {
                if errno != 0 { throw Failure(errno) }
                return names
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                // d_name ends with a zero byte.
                unsafe [UInt8](bytes.prefix { $0 != 0 })
            }
            if name != [46], name != [46, 46] { names.append(name) }
        }
    }

    package static func makeDirectory(_ path: Path) throws(Failure) { try check(unsafe mkdir(path.characters, 0o777)) }
    package static func changeDirectory(_ path: Path) throws(Failure) { try check(unsafe chdir(path.characters)) }
    package static func changeMode(_ path: Path, _ mode: UInt32) throws(Failure) { try check(unsafe chmod(path.characters, mode)) }
    package static func link(to target: Path, at path: Path) throws(Failure) { try check(unsafe symlink(target.characters, path.characters)) }

    /// Sets the modification time, in seconds since 1970; the access time stays. Source: utimensat(2).
    package static func setModified(_ path: Path, _ seconds: Int) throws(Failure) {
        let times = [timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2 /* UTIME_OMIT, which is too much of a macro for Swift */), timespec(tv_sec: seconds, tv_nsec: 0)]
        try check(unsafe utimensat(AT_FDCWD, path.characters, times, 0))
    }

    package static func currentDirectory() throws(Failure) -> [UInt8] {
        guard let path = unsafe getcwd(nil, 0) else { throw Failure(errno) }
        defer { unsafe free(path) }
        return unsafe bytes(of: path)
    }

    /// The path with links and dots resolved; the file must be there. Source: realpath(3).
    package static func canonicalPath(_ path: Path) throws(Failure) -> [UInt8] {
        guard let resolved = unsafe realpath(path.characters, nil) else { throw Failure(errno) }
        defer { unsafe free(resolved) }
        return unsafe bytes(of: resolved)
    }

    private static func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    private static func check(_ result: Int32) throws(Failure) {
        if result != 0 { throw Failure(errno) }
    }
}
