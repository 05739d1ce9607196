import CCharon

/// One request and its answer, in libcurl's hands. libcurl must have been loaded.
@safe final class EasyHandle {
    private let handle: UnsafeMutableRawPointer
    private var lists: [TextList] = []
    /// Where libcurl writes what went wrong.
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// A list of texts that libcurl reads but does not keep.
    @safe private struct TextList {
        var head: UnsafeMutablePointer<curl_slist>?
    }

    /// Makes a handle; nil if memory is short.
    init?() {
        guard let handle = unsafe charon_curl_easy_new() else { return nil }
        unsafe self.handle = handle
        unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        unsafe charon_curl_easy_free(handle)
        unsafe message.deallocate()
        freeLists()
    }

    /// The `CURL`, valid as long as this object.
    @unsafe var pointer: UnsafeMutableRawPointer { unsafe handle }

    /// What tells the handle from others that exist at the same time.
    var number: UInt { unsafe UInt(bitPattern: handle) }

    /// Forgets all options, so that another request can be made.
    func reset() {
        unsafe charon_curl_easy_reset(handle)
        freeLists()
        unsafe message.pointee = 0
        unsafe charon_curl_set_message(handle, message)
    }

    func set(_ option: CURLoption, _ value: Int) { unsafe charon_curl_set_number(handle, option, value) }
    func set(_ option: CURLoption, size value: Int64) { unsafe charon_curl_set_size(handle, option, value) }
    func set(_ option: CURLoption, _ text: String?) {
        if let text {
            unsafe charon_curl_set_text(handle, option, text)
        } else {
            unsafe charon_curl_set_text(handle, option, nil)
        }
    }

    /// Sets a list of texts, each without a zero byte.
    func set(_ option: CURLoption, _ texts: [[UInt8]]) {
        var list = unsafe TextList(head: nil)
        for text in texts {
            let line = text.map { CChar(bitPattern: $0) } + [0]
            guard let longer = unsafe charon_curl_list_add(list.head, line) else { break }
            unsafe list.head = longer
        }
        unsafe charon_curl_set_list(handle, option, list.head)
        lists.append(list)
    }

    /// Has `object`, which must outlive the transfer, called back.
    func setCallbacks(_ object: HTTPTransfer, closing pool: ConnectionPool) {
        var callbacks = unsafe TransferCallbacks.all
        unsafe charon_curl_set_callbacks(handle, &callbacks, Unmanaged.passUnretained(object).toOpaque())
        unsafe charon_curl_set_close_socket(
            handle, ConnectionPool.closeSocket, Unmanaged.passUnretained(pool).toOpaque())
    }

    func long(_ info: CURLINFO) -> Int { unsafe charon_curl_number_info(handle, info) }
    func size(_ info: CURLINFO) -> Int64 { unsafe charon_curl_size_info(handle, info) }
    func text(_ info: CURLINFO) -> String? {
        unsafe charon_curl_text_info(handle, info).map { unsafe String(cString: $0) }
    }

    /// What went wrong with the last transfer in libcurl's own words, if it has any.
    var failureText: String { unsafe String(cString: message) }

    /// The descriptor of the last connection if it is still open, else -1. Only before the handle leaves its pool.
    var activeSocket: Int32 { unsafe charon_curl_socket_info(handle) }

    private func freeLists() {
        for list in lists { unsafe charon_curl_list_free(list.head) }
        lists = []
    }
}
