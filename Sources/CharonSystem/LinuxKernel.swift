internal import CCharon
internal import Glibc

/// The kernel itself.
///
/// Each method calls one C function and reads `errno` before anything can change it. What the unsafe calls are
/// given is memory that is valid for the length of the call, with its true length.
package final class LinuxKernel: Kernel {
    package init() {}

    package func socket(_ family: AddressFamily, _ kind: SocketKind) -> SystemResult {
        let type = kind == .stream ? SOCK_STREAM : SOCK_DGRAM
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return SystemResult(
            returned: Glibc.socket(family == .ipv4 ? AF_INET : AF_INET6, Int32(type.rawValue) | flags, 0))
    }

    package func connect(_ descriptor: Int32, to peer: Endpoint, family: AddressFamily) -> SystemResult {
        unsafe peer.withSocketAddress(for: family) {
            SystemResult(returned: unsafe Glibc.connect(descriptor, $0, $1))
        }
    }

    package func bind(_ descriptor: Int32, to local: Endpoint, family: AddressFamily) -> SystemResult {
        unsafe local.withSocketAddress(for: family) {
            SystemResult(returned: unsafe Glibc.bind(descriptor, $0, $1))
        }
    }

    package func listen(_ descriptor: Int32, backlog: Int32) -> SystemResult {
        SystemResult(returned: Glibc.listen(descriptor, backlog))
    }

    package func accept(_ listener: Int32, peer: inout Endpoint?) -> SystemResult {
        let (result, endpoint) = unsafe Endpoint.reading {
            SystemResult(returned: unsafe charon_accept(listener, $0, $1))
        }
        peer = endpoint
        return result
    }

    package func receive(_ descriptor: Int32, into area: ReceiveArea) -> SystemResult {
        SystemResult(returned: unsafe recv(descriptor, area.base, area.capacity, 0))
    }

    package func receive(_ descriptor: Int32, into area: ReceiveArea, sender: inout Endpoint?) -> SystemResult {
        let (result, endpoint) = unsafe Endpoint.reading {
            SystemResult(returned: unsafe recvfrom(descriptor, area.base, area.capacity, 0, $0, $1))
        }
        sender = endpoint
        return result
    }

    package func discard(_ descriptor: Int32, _ area: ReceiveArea) -> SystemResult {
        // TCP does not copy what it is told to cut.
        SystemResult(returned: unsafe recv(descriptor, area.base, area.capacity, Int32(MSG_TRUNC)))
    }

    package func send(_ descriptor: Int32, _ bytes: BorrowedBytes) -> SystemResult {
        SystemResult(returned: unsafe Glibc.send(descriptor, bytes.base, bytes.count, Self.noSignal))
    }

    package func send(_ descriptor: Int32, _ pieces: GatherList) -> SystemResult {
        var message = unsafe msghdr()
        unsafe message.msg_iov = pieces.vectors
        unsafe message.msg_iovlen = pieces.count
        return SystemResult(returned: unsafe sendmsg(descriptor, &message, Self.noSignal))
    }

    package func send(
        _ descriptor: Int32, _ bytes: BorrowedBytes, to peer: Endpoint, family: AddressFamily
    ) -> SystemResult {
        unsafe peer.withSocketAddress(for: family) {
            SystemResult(returned: unsafe sendto(descriptor, bytes.base, bytes.count, Self.noSignal, $0, $1))
        }
    }

    package func shutdownSending(_ descriptor: Int32) -> SystemResult {
        SystemResult(returned: shutdown(descriptor, Int32(SHUT_WR)))
    }

    package func close(_ descriptor: Int32) -> SystemResult {
        SystemResult(returned: Glibc.close(descriptor))
    }

    package func pendingFailure(_ descriptor: Int32) -> SystemResult {
        var number: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = SystemResult(returned: unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &length))
        return result.word < 0 ? result : SystemResult(value: Int(number))
    }

    package func set(_ option: SocketOption, of descriptor: Int32, to value: Int32) -> SystemResult {
        let (level, name): (Int32, Int32) =
            switch option {
            case .noDelay: (Int32(IPPROTO_TCP), TCP_NODELAY)
            case .reuseAddress: (SOL_SOCKET, SO_REUSEADDR)
            case .reusePort: (SOL_SOCKET, SO_REUSEPORT)
            case .ipv6Only: (Int32(IPPROTO_IPV6), IPV6_V6ONLY)
            case .linger: (SOL_SOCKET, SO_LINGER)
            }
        if option == .linger {
            var time = linger(l_onoff: 1, l_linger: value)
            return SystemResult(
                returned: unsafe setsockopt(descriptor, level, name, &time, socklen_t(MemoryLayout<linger>.size)))
        }
        var value = value
        return SystemResult(
            returned: unsafe setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size)))
    }

    package func localEndpoint(_ descriptor: Int32, _ local: inout Endpoint?) -> SystemResult {
        let (result, endpoint) = unsafe Endpoint.reading {
            SystemResult(returned: unsafe getsockname(descriptor, $0, $1))
        }
        local = endpoint
        return result
    }

    package func makePoller() -> SystemResult {
        SystemResult(returned: epoll_create1(Int32(EPOLL_CLOEXEC)))
    }

    package func control(
        _ poller: Int32, _ change: InterestChange, _ descriptor: Int32, _ interest: Readiness, datum: UInt64
    ) -> SystemResult {
        let operation =
            switch change {
            case .add: EPOLL_CTL_ADD
            case .modify: EPOLL_CTL_MOD
            case .remove: EPOLL_CTL_DEL
            }
        var event = unsafe epoll_event(events: interest.rawValue, data: epoll_data_t(u64: datum))
        return SystemResult(returned: unsafe epoll_ctl(poller, operation, descriptor, &event))
    }

    package func wait(_ poller: Int32, _ events: EventList, milliseconds: Int32) -> SystemResult {
        SystemResult(
            returned: unsafe epoll_wait(poller, events.events, Int32(events.capacity), milliseconds))
    }

    package func makeWakeCounter() -> SystemResult {
        SystemResult(returned: eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)))
    }

    package func resetWakeCounter(_ descriptor: Int32) -> SystemResult {
        var count: UInt64 = 0
        return SystemResult(returned: unsafe read(descriptor, &count, MemoryLayout<UInt64>.size))
    }

    package func pause(milliseconds: Int32) -> SystemResult {
        SystemResult(returned: poll(nil, 0, milliseconds))
    }

    package func raiseDescriptorLimit() -> SystemResult {
        var limit = rlimit()
        let result = SystemResult(returned: unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit))
        guard result.word >= 0, limit.rlim_cur < limit.rlim_max else { return result }
        limit.rlim_cur = limit.rlim_max
        return SystemResult(returned: unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit))
    }

    private static let noSignal = Int32(MSG_NOSIGNAL)
}
