internal import CharonHTTP
internal import CharonLoop
internal import CharonLua
internal import CharonScript

extension LibraryModule {
    /// `http`: requests that suspend their coroutine, over kept connections.
    ///
    /// Source: Pluto manual, HTTP; library.md section 9.
    static let http = LibraryModule(name: "http") { libraries throws(ScriptFailure) in
        let library = HTTPLibrary(libraries)
        libraries.keep(library)
        library.makeHeaderKind()
        libraries.pushTable(of: library.functions)
    }
}

/// The functions of `http`.
final class HTTPLibrary {
    private let runtime: ScriptRuntime
    private let client: HTTPClient
    /// Registry reference of the metatable that finds headers by names in other capitals.
    private var headerMetatable: Int32 = 0

    init(_ libraries: Libraries) {
        runtime = libraries.runtime
        client = HTTPClient(
            loop: runtime.loop, resolver: NetworkResolver(network: libraries.network),
            userAgent: "charon/\(Libraries.version)")
    }

    var functions: [ScriptFunction] {
        [
            ScriptFunction("request", mayWait: true) { [self] call throws(ScriptError) in try request(&call) },
            ScriptFunction("hasconnection") { [self] call throws(ScriptError) in
                call.reply(client.hasConnection(try call.byteArray(1)))
            },
            ScriptFunction("closeconnections", mayWait: true) { [self] call throws(ScriptError) in
                guard call.isFirst else { return .nothing }
                guard call.isYieldable else {
                    throw .raise("http.closeconnections must be called inside a coroutine")
                }
                client.closeConnections()
                return .sleep(until: runtime.loop.now)
            },
        ]
    }

    // MARK: Requests

    private func request(_ call: inout ScriptCall) throws(ScriptError) -> Reply {
        if let running = call.operation as? Running { return finish(running, call) }
        let request = try readRequest(call)
        if let mistake = request.mistake { throw .raise(mistake) }
        let running = Running(client.start(request))
        call.operation = running
        if running.transfer.result != nil {
            return call.isYieldable ? .sleep(until: runtime.loop.now) : finish(running, call)
        }
        return .wait(running.transfer.finished, until: nil)
    }

    private func finish(_ running: Running, _ call: ScriptCall) -> Reply {
        switch running.transfer.result {
        case nil:
            return .wait(running.transfer.finished, until: nil)
        case .failure(let failure):
            return call.reply(nil, .string(failure.reason))
        case .success(let response):
            let state = call.state
            state.push(response.body)
            state.push(response.status)
            state.pushNewTable(fields: Int32(clamping: response.headers.count))
            for (name, value) in response.headers {
                state.push(value)
                state.rawSet(name, in: -2)
            }
            state.pushReference(headerMetatable)
            state.setMetatable(of: -2)
            state.push(response.statusText)
            runtime.notePressure(bytes: response.body.count, in: state)
            return .pushed(4)
        }
    }

    private func readRequest(_ call: ScriptCall) throws(ScriptError) -> HTTPRequest {
        let state = call.state
        let optionsIndex: Int32 = state.type(at: 1) == .table ? 1 : 2
        guard let options = try call.options(optionsIndex) else { return HTTPRequest(url: try call.byteArray(1)) }
        let url: [UInt8]
        if optionsIndex == 1 {
            try options.push("url")
            defer { state.pop() }
            guard state.type(at: -1) == .string, let text = state.byteArray(at: -1) else {
                throw .raise("Table is missing 'url' option")
            }
            url = text
        } else {
            url = try call.byteArray(1)
        }
        var request = HTTPRequest(url: url)
        request.method = try options.string("method")
        request.headers = try headers(options, index: optionsIndex)
        request.body = try options.bytes("body")
        if let timeout = try options.integer("timeout") {
            guard timeout >= 0 else { throw .badArgument(optionsIndex, "timeout must not be negative") }
            request.timeout = .milliseconds(min(timeout, 1 << 40))
        }
        request.maxRedirects = try count("max_redirects", options, optionsIndex) ?? request.maxRedirects
        request.maxSize = try count("max_size", options, optionsIndex) ?? request.maxSize
        request.preferIPv6 = try options.flag("prefer_ipv6")
        request.dontReuse = try options.flag("dont_reuse")
        request.dontMakeReusable = try options.flag("dont_make_reusable")
        request.requireECDHE = try options.flag("require_ecdhe")
        request.ca = try options.bytes("ca")
        request.chain = try options.bytes("chain")
        request.privateKey = try options.bytes("private_key")
        warnOfUnknown(optionsIndex, state)
        return request
    }

    private func count(_ name: String, _ options: ScriptOptions, _ index: Int32) throws(ScriptError) -> Int? {
        guard let value = try options.integer(name) else { return nil }
        guard value >= 0 else { throw .badArgument(index, "'\(name)' must not be negative") }
        return Int(clamping: value)
    }

    private func headers(_ options: ScriptOptions, index: Int32) throws(ScriptError) -> [(name: String, value: [UInt8])] {
        let state = options.state
        try options.push("headers")
        defer { state.pop() }
        if state.isNil(at: -1) { return [] }
        guard state.type(at: -1) == .table else {
            throw .badArgument(index, "'headers' must be a table, got \(state.typeName(at: -1))")
        }
        var headers: [(name: String, value: [UInt8])] = []
        state.pushNil()
        while state.next(in: -2) {
            // A number as a key would be changed in place by its conversion, which confuses the traversal.
            guard state.type(at: -2) == .string, let name = state.string(at: -2) else {
                let got = state.typeName(at: -2)
                state.pop(2)
                throw .badArgument(index, "a header's name must be a string, got \(got)")
            }
            let type = state.type(at: -1)
            guard type == .string || type == .number, let value = state.byteArray(at: -1) else {
                let got = state.typeName(at: -1)
                state.pop(2)
                throw .badArgument(index, "header '\(name)' must be a string or a number, got \(got)")
            }
            headers.append((name, value))
            state.pop()
        }
        return headers
    }

    private static let optionNames: Set = [
        "url", "method", "headers", "body", "timeout", "max_redirects", "max_size", "prefer_ipv6", "dont_reuse",
        "dont_make_reusable", "require_ecdhe", "ca", "chain", "private_key",
    ]

    private func warnOfUnknown(_ index: Int32, _ state: LuaState) {
        var unknown: [String] = []
        state.pushNil()
        while state.next(in: index) {
            if state.type(at: -2) == .string, let name = state.string(at: -2), !Self.optionNames.contains(name) {
                unknown.append(name)
            }
            state.pop()
        }
        for name in unknown.sorted() { runtime.warn("unrecognized http request option: \(name)", in: state) }
    }

    // MARK: Response headers

    /// Makes the metatable of header tables: a name in other capitals finds the canonical one.
    func makeHeaderKind() {
        let state = runtime.main
        state.pushNewTable()
        runtime.push(ScriptFunction("__index") { call throws(ScriptError) in
            let state = call.state
            guard state.type(at: 1) == .table, state.type(at: 2) == .string, let name = state.string(at: 2) else {
                return call.reply(ScriptValue.nil)
            }
            state.push(Self.canonical(name))
            state.rawGet(from: 1)
            return .pushed(1)
        }, onto: state)
        state.rawSet("__index", in: -2)
        headerMetatable = state.makeReference()
    }

    /// `content-type` as `Content-Type`.
    private static func canonical(_ name: String) -> String {
        var isStart = true
        return String(decoding: name.utf8.map { byte -> UInt8 in
            defer { isStart = byte == UInt8(ascii: "-") }
            let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
            if !isLetter { return byte }
            return isStart ? byte & ~0x20 : byte | 0x20
        }, as: UTF8.self)
    }
}

/// A request on its way, held by the coroutine that waits for it.
private final class Running: ScriptOperation {
    let transfer: HTTPTransfer

    init(_ transfer: HTTPTransfer) { self.transfer = transfer }

    func cancel() { transfer.cancel() }
}
