internal import Glibc

/// How much memory a runtime's scripts may hold.
package enum MemoryLimit {
    /// The environment's `CHARON_MEMORY_LIMIT` in bytes (also with K, M or G behind it; 0 is no limit), else
    /// four fifths of the tightest of: the address space limit, the limits of the control groups, the memory there is.
    ///
    /// - Returns: bytes, or nil if the variable holds something else.
    package static func `default`() -> Int? {
        if let text = unsafe getenv("CHARON_MEMORY_LIMIT") {
            return parse(unsafe String(cString: text))
        }
        var tightest = Int.max
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 {
            tightest = min(tightest, Int(clamping: limit.rlim_cur))
        }
        for bytes in controlGroupLimits() { tightest = min(tightest, bytes) }
        let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
        if pages > 0, size > 0 {
            let (memory, overflow) = pages.multipliedReportingOverflow(by: size)
            if !overflow { tightest = min(tightest, memory) }
        }
        return tightest == .max ? 0 : tightest / 5 * 4
    }

    static func parse(_ text: String) -> Int? {
        var digits = Substring(text)
        var unit = 1
        switch digits.last {
        case "K", "k": unit = 1 << 10
        case "M", "m": unit = 1 << 20
        case "G", "g": unit = 1 << 30
        default: break
        }
        if unit > 1 { digits.removeLast() }
        guard let number = Int(digits), number >= 0 else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
        return overflow ? nil : bytes
    }

    /// `memory.max` of the process's control group and of those above it. Source: cgroups(7).
    private static func controlGroupLimits() -> [Int] {
        guard let groups = read("/proc/self/cgroup") else { return [] }
        guard let line = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return [] }
        var path = line.dropFirst(3)
        var limits: [Int] = []
        while true {
            if let text = read("/sys/fs/cgroup\(path == "/" ? "" : path)/memory.max"),
                let bytes = Int(text.prefix { $0 != "\n" })
            {
                limits.append(bytes)
            }
            guard path.count > 1, let slash = path.lastIndex(of: "/") else { return limits }
            path = slash == path.startIndex ? "/" : path[..<slash]
        }
    }

    /// The first bytes of a small file.
    private static func read(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
