internal import CCharon
internal import Glibc

/// The system's resolver: hosts file, name service switch and DNS, as the machine is set up.
package enum HostLookup {
    package enum Failure: Error, Hashable, Sendable {
        /// There is no such name, or it has no address of the wanted family.
        case notFound
        /// The resolver could not answer.
        case unavailable
        /// It had no descriptor to look with.
        case tooManyOpenFiles
    }

    /// Asks the resolver and waits for its answer, which can take long: not for the loop's thread.
    ///
    /// - Parameters:
    ///   - name: without a zero byte.
    ///   - family: nil for addresses of both.
    /// - Returns: the addresses in the resolver's order, at least one, with port 0.
    /// - Throws: `Failure`. Source: getaddrinfo(3).
    package static func addresses(of name: String, family: AddressFamily?) throws(Failure) -> [Endpoint] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_family =
            switch family {
            case .ipv4: AF_INET
            case .ipv6: AF_INET6
            case nil: AF_UNSPEC
            }
        var first: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(name, nil, &hints, &first)
        defer { if let first = unsafe first { unsafe freeaddrinfo(first) } }
        // It takes files that it cannot open for files that say nothing, and does not tell.
        if status != 0, isOutOfDescriptors { throw .tooManyOpenFiles }
        switch status {
        case 0: break
        case EAI_NONAME, CHARON_EAI_NODATA, CHARON_EAI_ADDRFAMILY: throw .notFound
        default: throw .unavailable
        }

        var found: [Endpoint] = []
        var next = unsafe first
        while let entry = unsafe next {
            unsafe next = entry.pointee.ai_next
            guard let address = unsafe entry.pointee.ai_addr else { continue }
            // The length says how much of the form is there; what is not stays zero.
            var copy = sockaddr_in6()
            let length = min(Int(unsafe entry.pointee.ai_addrlen), MemoryLayout<sockaddr_in6>.size)
            unsafe memcpy(&copy, address, length)
            if let endpoint = Endpoint(copy, length: socklen_t(length)), !found.contains(endpoint) {
                found.append(endpoint)
            }
        }
        if found.isEmpty { throw .notFound }
        return found
    }

    /// Whether nothing can be opened now. Source: eventfd(2).
    private static var isOutOfDescriptors: Bool {
        let descriptor = eventfd(0, Int32(EFD_CLOEXEC))
        if descriptor >= 0 {
            close(descriptor)
            return false
        }
        return errno == EMFILE || errno == ENFILE
    }
}
