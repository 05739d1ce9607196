import COpenSSL
internal import CharonSystem

/// A session that a client can resume; immutable and shared between threads.
@safe final class ClientSession: Sendable {
    // A session does not change once it is resumable: OpenSSL copies it before it adds a newer ticket.
    nonisolated(unsafe) private let handle: OpaquePointer

    /// Takes over one reference to an `SSL_SESSION`.
    @unsafe init(owning handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe SSL_SESSION_free(handle)
    }

    /// Asks for resumption in a connection that has not begun.
    @unsafe func offer(in connection: OpaquePointer) {
        unsafe SSL_set_session(connection, handle)
    }

    /// Whether a server may still know it and its certificate is still within its dates.
    var isUsable: Bool {
        guard unsafe SSL_SESSION_is_resumable(handle) == 1 else { return false }
        guard let peer = unsafe SSL_SESSION_get0_peer(handle) else { return false }
        return unsafe X509_cmp_current_time(X509_get0_notAfter(peer)) > 0
    }
}

/// The newest session for each host that clients of one context have talked to, at most `limit` hosts.
final class ClientSessions: Sendable {
    private struct State {
        var sessions: [HostName: ClientSession] = [:]
        /// Hosts in the order in which they came, for the oldest to make room.
        var arrivals: [HostName] = []
    }

    private let limit: Int
    private let state = Locked(State())

    /// Makes an empty set.
    init(limit: Int) {
        self.limit = limit
    }

    /// The session to resume with a host, if there is one.
    func session(for host: HostName) -> ClientSession? {
        guard let session = state.withLock({ $0.sessions[host] }) else { return nil }
        if session.isUsable { return session }
        forget(host)
        return nil
    }

    /// Keeps a session in place of the host's older one.
    func store(_ session: ClientSession, for host: HostName) {
        // What makes room is released after the lock is.
        let old: ClientSession? = state.withLock { state in
            if let old = state.sessions.updateValue(session, forKey: host) { return old }
            state.arrivals.append(host)
            return state.arrivals.count > limit ? state.sessions.removeValue(forKey: state.arrivals.removeFirst()) : nil
        }
        _ = old
    }

    /// Drops a host's session.
    ///
    /// - Complexity: O(`limit`).
    func forget(_ host: HostName) {
        let old: ClientSession? = state.withLock { state in
            state.arrivals.removeAll { $0 == host }
            return state.sessions.removeValue(forKey: host)
        }
        _ = old
    }

    /// How many hosts have a session.
    var count: Int { state.withLock { $0.sessions.count } }
}
