package import CharonSystem

/// Who knows the addresses of names.
package protocol NameSource: Sendable {
    /// Finds the addresses of a name and waits for the answer. Runs on a thread of its own.
    ///
    /// - Returns: at least one address, in the order in which they should be used, with port 0.
    func addresses(of name: String, family: AddressFamily?) throws(HostLookup.Failure) -> [Endpoint]
}

/// The system's resolver.
package struct SystemNames: NameSource {
    package init() {}

    package func addresses(of name: String, family: AddressFamily?) throws(HostLookup.Failure) -> [Endpoint] {
        try HostLookup.addresses(of: name, family: family)
    }
}
