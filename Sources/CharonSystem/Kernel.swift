/// What a socket carries.
package enum SocketKind: Hashable, Sendable {
    /// A TCP connection, or a listener for them.
    case stream
    /// UDP.
    case datagram
}

/// A property of a socket that is a number.
package enum SocketOption: Hashable, Sendable {
    /// Send small pieces at once. Source: tcp(7), TCP_NODELAY.
    case noDelay
    /// Bind although connections of an earlier owner of the port are not yet forgotten. Source: socket(7), SO_REUSEADDR.
    case reuseAddress
    /// Share the port with others that ask for the same. Source: socket(7), SO_REUSEPORT.
    case reusePort
    /// Take no IPv4 traffic on an IPv6 socket. Source: ipv6(7), IPV6_V6ONLY.
    case ipv6Only
    /// For how many seconds `close` waits until queued output has been sent; 0: it does not wait, drops the output and
    /// resets the connection. Source: socket(7), SO_LINGER.
    case linger
}

/// What to do with the interest in a descriptor. Source: epoll_ctl(2).
package enum InterestChange: Hashable, Sendable {
    case add
    case modify
    case remove
}

/// The door to the kernel: every system call of the network goes through it, so a test can stand in the door.
///
/// The methods are the system calls and nothing more: they retry nothing and remember nothing. Every descriptor
/// that they make is close-on-exec and does not block. `Syscalls` is what the layers above use.
package protocol Kernel: AnyObject {
    /// Source: socket(2).
    func socket(_ family: AddressFamily, _ kind: SocketKind) -> SystemResult

    /// - Parameter family: that of the socket; an IPv6 socket reaches IPv4 addresses too. Source: connect(2).
    func connect(_ descriptor: Int32, to peer: Endpoint, family: AddressFamily) -> SystemResult

    /// Source: bind(2).
    func bind(_ descriptor: Int32, to local: Endpoint, family: AddressFamily) -> SystemResult

    /// Source: listen(2).
    func listen(_ descriptor: Int32, backlog: Int32) -> SystemResult

    /// Takes the oldest connection; `peer` becomes its other end. Source: accept4(2).
    func accept(_ listener: Int32, peer: inout Endpoint?) -> SystemResult

    /// Reads at most `area.capacity` bytes. Source: recv(2).
    func receive(_ descriptor: Int32, into area: ReceiveArea) -> SystemResult

    /// Reads one datagram; `sender` becomes who sent it. Source: recvfrom(2).
    func receive(_ descriptor: Int32, into area: ReceiveArea, sender: inout Endpoint?) -> SystemResult

    /// Takes at most `area.capacity` bytes out of a stream and throws them away; what is in the area is then
    /// undefined. Source: recv(2), MSG_TRUNC of tcp(7).
    func discard(_ descriptor: Int32, _ area: ReceiveArea) -> SystemResult

    /// Never raises SIGPIPE. Source: send(2).
    func send(_ descriptor: Int32, _ bytes: BorrowedBytes) -> SystemResult

    /// Sends pieces in one call. Never raises SIGPIPE. Source: sendmsg(2).
    func send(_ descriptor: Int32, _ pieces: GatherList) -> SystemResult

    /// Sends one datagram. Source: sendto(2).
    func send(_ descriptor: Int32, _ bytes: BorrowedBytes, to peer: Endpoint, family: AddressFamily) -> SystemResult

    /// Ends the sending direction. Source: shutdown(2).
    func shutdownSending(_ descriptor: Int32) -> SystemResult

    /// Source: close(2).
    func close(_ descriptor: Int32) -> SystemResult

    /// The failure that waits on the socket, 0 for none, which is forgotten by asking. Source: socket(7), SO_ERROR.
    func pendingFailure(_ descriptor: Int32) -> SystemResult

    /// Source: setsockopt(2).
    func set(_ option: SocketOption, of descriptor: Int32, to value: Int32) -> SystemResult

    /// `local` becomes this end. Source: getsockname(2).
    func localEndpoint(_ descriptor: Int32, _ local: inout Endpoint?) -> SystemResult

    /// Source: epoll_create1(2).
    func makePoller() -> SystemResult

    /// - Parameter datum: given back with each event of the descriptor. Source: epoll_ctl(2).
    func control(
        _ poller: Int32, _ change: InterestChange, _ descriptor: Int32, _ interest: Readiness, datum: UInt64
    ) -> SystemResult

    /// - Parameter milliseconds: how long to wait for the first event; less than 0 for as long as it takes.
    /// - Returns: how many events were written to the list. Source: epoll_wait(2).
    func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult

    /// A counter that can be waited for and that any thread can raise. Source: eventfd(2).
    func makeWakeCounter() -> SystemResult

    /// Sets the counter back to 0. Source: eventfd(2).
    func resetWakeCounter(_ descriptor: Int32) -> SystemResult

    /// Waits for nothing but the time, or a signal. Source: poll(2).
    func pause(milliseconds: Int32) -> SystemResult

    /// Raises the limit on open descriptors as far as this process may. Source: setrlimit(2), RLIMIT_NOFILE.
    func raiseDescriptorLimit() -> SystemResult
}
