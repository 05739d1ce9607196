import Foundation
import Glibc

/// A socket of the test's own, which talks to an example over the loopback interface.
final class LoopbackPeer {
    private let descriptor: Int32
    private var unread: [UInt8] = []

    /// Makes a socket and connects it to a port of 127.0.0.1.
    init(_ port: UInt16, datagrams: Bool = false) throws {
        let kind = datagrams ? SOCK_DGRAM : SOCK_STREAM
        descriptor = socket(AF_INET, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        // A fault of an example ends the test, not the patience of whoever runs it.
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = Self.loopback(port)
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    /// Sends text.
    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
    }

    /// Ends this side's sending; receiving goes on.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// One datagram.
    func datagram() throws -> String {
        guard try receiveMore() else { return "" }
        defer { unread = [] }
        return String(decoding: unread, as: UTF8.self)
    }

    /// The next line, without its end.
    func line() throws -> String {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeSubrange(...end)
                return line
            }
            guard try receiveMore() else { throw ExampleRun.Unexpected(description: "the connection ended") }
        }
    }

    /// Everything up to the end of the stream.
    func rest() throws -> String {
        while try receiveMore() {}
        defer { unread = [] }
        return String(decoding: unread, as: UTF8.self)
    }

    /// Receives what is there, or waits for it. False at the end of the stream.
    private func receiveMore() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        unread += buffer[..<count]
        return count > 0
    }
}
