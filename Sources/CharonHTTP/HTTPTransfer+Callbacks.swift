import CCharon
import CharonLoop
import CharonSystem
import CharonTLS

// What libcurl calls while the request is under way.
extension HTTPTransfer {
    /// The transfer goes over this connection now.
    func uses(_ next: PooledSocket) {
        if lastProgress == .never { progressed() }
        guard next !== socket else { return }
        leaveSocket()
        next.users += 1
        socket = next
    }

    private func progressed() {
        let isFirst = lastProgress == .never
        lastProgress = loop.now
        if isFirst { setAlarm() }
    }

    /// - Returns: whether to go on.
    func takeHeader(_ line: [UInt8]) -> Bool {
        progressed()
        do throws(ResponseHead.Fault) {
            try head.take(line)
            return true
        } catch {
            abort = error == .tooLarge ? .tooLarge : .truncated
            return false
        }
    }

    /// - Returns: whether to go on.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        progressed()
        if body.isEmpty, let length = head.contentLength {
            let isEncoded = head.fields.contains { $0.name == "Content-Encoding" }
            if !isEncoded && length > request.maxSize {
                abort = .tooLarge
                return false
            }
            // Room is made for what is said to come only as far as that costs nobody anything.
            body.reserveCapacity(Int(clamping: min(length, 1_048_576)))
        }
        guard bytes.count <= request.maxSize - body.count else {
            abort = .tooLarge
            return false
        }
        unsafe body.append(contentsOf: bytes)
        return true
    }

    /// Gives the next part of the content; returns how much it is.
    func giveBody(_ room: UnsafeMutableRawBufferPointer) -> Int {
        progressed()
        guard let content = request.body, bytesUploaded < content.count else { return 0 }
        let count = min(room.count, content.count - bytesUploaded)
        unsafe content.withUnsafeBytes { bytes in
            unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[bytesUploaded..<(bytesUploaded + count)]))
        }
        bytesUploaded += count
        return count
    }

    /// Goes back to a place in the content: the request has to be sent anew over another connection.
    func rewindBody(to place: Int64) -> Bool {
        guard let place = Int(exactly: place), place >= 0, place <= request.body?.count ?? 0 else { return false }
        bytesUploaded = place
        return true
    }

    /// Takes note of what has been moved so far, bytes.
    func count(received: Int64, sent: Int64) {
        if (received, sent) == lastCounts { return }
        lastCounts = (received, sent)
        progressed()
    }

    /// Makes the socket for a connection.
    ///
    /// - Returns: -1 if there is none to be had.
    func openSocket(_ address: UnsafePointer<curl_sockaddr>) -> Int32 {
        let descriptor = unsafe charon_http_open_socket(address)
        if descriptor < 0 {
            socketError = ErrorNumber(rawValue: charon_http_error())
            return -1
        }
        pool?.opened(descriptor)
        if connectBegan == .never {
            connectBegan = loop.now
            setAlarm()
        }
        return descriptor
    }

    /// The request is about to be sent, for the first time, or again because a kept connection has died.
    ///
    /// - Parameter localPort: of the connection; it is all that libcurl tells of it at this point.
    /// - Returns: false if an answer had begun to come: libcurl counts only whole lines of it.
    func mayBeSent(localPort: Int32) -> Bool {
        guard let next = pool?.connection(localPort: localPort) else { return true }
        if let sentOver, !sentOver.isFramed, sentOver.hasAnswered, sentOver !== next {
            abort = .truncated
            return false
        }
        if let tls { next.tls = tls }
        next.beginRequest()
        sentOver = next
        return true
    }

    /// Takes charge of the checks of a TLS connection that is being made.
    func prepare(_ context: UnsafeMutableRawPointer) -> Bool {
        guard let pool, let url, let shared = try? pool.tlsContext() else { return false }
        let connection = ForeignConnection(context: shared, hostname: url.origin.host)
        tls = connection
        return unsafe connection.attach(to: context)
    }
}
