internal import Glibc

/// The stack of the thread that the process began with.
package enum MainStack {
    /// Lets it grow to `size` bytes at least, whatever the soft limit was. Programs that are started from here inherit
    /// that.
    ///
    /// It takes effect at once, since the kernel looks at the limit when the stack grows, and leaves 128 MiB below it
    /// free in any case. Source: setrlimit(2), RLIMIT_STACK.
    ///
    /// - Returns: false if the hard limit does not allow it.
    package static func allow(_ size: Int) -> Bool {
        let resource = __rlimit_resource_t(RLIMIT_STACK.rawValue)
        let wanted = rlim_t(size)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return false }
        if limit.rlim_cur >= wanted { return true }
        guard limit.rlim_max >= wanted else { return false }
        limit.rlim_cur = wanted
        return unsafe setrlimit(resource, &limit) == 0
    }
}
