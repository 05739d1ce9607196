internal import Glibc

/// The variables of the process's environment. Source: getenv(3).
package enum EnvironmentVariable {
    /// The value, nil if there is none.
    package static func value(of name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}
