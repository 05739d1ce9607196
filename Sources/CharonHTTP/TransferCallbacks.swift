import CCharon

/// What libcurl calls while it works on a transfer; the transfer is what it was given as state.
enum TransferCallbacks {
    /// All of them.
    @unsafe static var all: charon_curl_callbacks {
        unsafe charon_curl_callbacks(
            body: { bytes, size, count, state in
                guard let transfer = unsafe CharonHTTP.transfer(state) else { return 0 }
                let content = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
                return unsafe transfer.takeBody(content) ? size * count : 0
            },
            header: { bytes, size, count, state in
                guard let transfer = unsafe CharonHTTP.transfer(state) else { return 0 }
                let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
                return unsafe transfer.takeHeader([UInt8](line)) ? size * count : 0
            },
            upload: { room, size, count, state in
                guard let transfer = unsafe CharonHTTP.transfer(state) else { return Int(CURL_READFUNC_ABORT) }
                return unsafe transfer.giveBody(UnsafeMutableRawBufferPointer(start: room, count: size * count))
            },
            rewind: { state, place, origin in
                guard origin == SEEK_SET, let transfer = unsafe CharonHTTP.transfer(state) else { return CURL_SEEKFUNC_CANTSEEK }
                return transfer.rewindBody(to: Int64(place)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
            },
            progress: { state, _, received, _, sent in
                guard let transfer = unsafe CharonHTTP.transfer(state) else { return 1 }
                transfer.count(received: Int64(received), sent: Int64(sent))
                return 0
            },
            open_socket: { state, _, address in
                guard let transfer = unsafe CharonHTTP.transfer(state), let address = unsafe address else { return -1 }
                return unsafe transfer.openSocket(address)
            },
            tls: { _, context, state in
                guard let transfer = unsafe CharonHTTP.transfer(state), let context = unsafe context else {
                    return CURLE_SSL_CERTPROBLEM
                }
                return unsafe transfer.prepare(context) ? CURLE_OK : CURLE_SSL_CERTPROBLEM
            },
            sending: { state, _, _, _, localPort in
                guard let transfer = unsafe CharonHTTP.transfer(state) else { return CURL_PREREQFUNC_ABORT }
                return transfer.mayBeSent(localPort: localPort) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
    }
}

@unsafe private func transfer(_ state: UnsafeMutableRawPointer?) -> HTTPTransfer? {
    guard let state = unsafe state else { return nil }
    return unsafe Unmanaged<HTTPTransfer>.fromOpaque(state).takeUnretainedValue()
}
