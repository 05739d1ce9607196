internal import CharonLua
internal import CharonNet
internal import CharonScript
internal import CharonSystem

extension LibraryModule {
    /// `socket`: TCP, TLS and UDP in which every call that must wait suspends its coroutine.
    ///
    /// Source: Pluto manual, Socket; library.md sections 3 to 5 and 8.
    static let socket = LibraryModule(name: "socket") { libraries throws(ScriptFailure) in
        let library = SocketLibrary(libraries: libraries)
        libraries.keep(library)
        let state = libraries.runtime.main
        libraries.pushTable(of: library.functions)
        library.makeKinds(libraryAt: state.absolute(-1), libraries)
        // bind(...) is Lua on top of the rest: it gets the library, accept, spawn and the class scheduler.
        state.pushCopy(of: -1)
        libraries.runtime.push(library.accept, onto: state)
        libraries.runtime.push(try libraries.schedulers().spawn, onto: state)
        try libraries.pushLibrary(.scheduler)
        try libraries.runtime.runLua(bind, chunkName: "=[socket]", arguments: 4, results: 0)
    }

    /// The accepting coroutine owns the listener: closing the coroutine closes it.
    private static let bind = """
        local socket, accept, spawn, scheduler = ...
        local error, getmetatable, gsub, pcall, select, tostring, type =
          error, getmetatable, string.gsub, pcall, select, tostring, type
        local listen = socket.listen
        local add, contains = scheduler.add, scheduler.contains
        local function refuse(position, expected, ...)
          local got = position > select("#", ...) and "no value" or type((select(position, ...)))
          error("bad argument #" .. position .. " to 'bind' (" .. expected .. " expected, got " .. got .. ")", 3)
        end
        function socket.bind(...)
          local sched, where, callback = ...
          if not pcall(contains, sched) then refuse(1, "scheduler", ...) end
          if type(where) ~= "number" and type(where) ~= "string" then refuse(2, "number", ...) end
          local meta = getmetatable(callback)
          if type(callback) ~= "function" and not (type(meta) == "table" and meta.__call) then
            refuse(3, "function", ...)
          end
          local ok, listener, why = pcall(listen, where)
          if not ok then
            error((gsub(tostring(listener), "#1 to '.-'", "#2 to 'bind'")), 2)
          end
          if not listener then
            error("Failed to bind port " .. tostring(where) .. ": " .. why, 2)
          end
          return add(sched, function()
            local l <close> = listener
            while true do
              local s = accept(l)
              if not s then return end
              spawn(sched, callback, s)
            end
          end)
        end
        """
}

/// What a script holds for a connection or a datagram socket.
final class ScriptSocket {
    enum Transport {
        case stream(Stream)
        case datagram(DatagramSocket)
    }

    /// One of the two is there. They stand apart, since taking them out of one value would count references.
    let stream: Stream?
    /// The stream, for those who use it with each message.
    var lentStream: Uncounted<Stream>? { stream.map { Uncounted($0) } }
    let datagram: DatagramSocket?
    let library: SocketLibrary
    /// What the script has put back and not taken again: bytes that are counted as its own.
    private(set) var heldBytes = 0
    private var hasDroppedInput = false

    init(_ transport: Transport, of library: SocketLibrary) {
        self.library = library
        switch transport {
        case .stream(let stream): (self.stream, datagram) = (stream, nil)
        case .datagram(let socket): (stream, datagram) = (nil, socket)
        }
    }

    /// Counts bytes that are put back.
    ///
    /// - Returns: false if the script's memory limit does not allow it.
    func hold(_ count: Int) -> Bool {
        guard library.runtime.charge(count) else { return false }
        heldBytes += count
        return true
    }

    /// A chunk has been taken, which may be one that was put back.
    func letGo(_ count: Int) {
        if heldBytes == 0 { return }
        let count = min(count, heldBytes)
        library.runtime.machine.refund(count)
        heldBytes -= count
    }

    /// The socket is closed: the input that was there is dropped, but not what is put back from now on.
    func dropInput() {
        if hasDroppedInput { return }
        hasDroppedInput = true
        letGo(heldBytes)
    }

    // A socket that nothing refers to is closed as by `close`; what was put back after that goes too.
    deinit {
        close()
        letGo(heldBytes)
    }
}

/// What a script holds for a listener.
final class ScriptListener {
    let listener: Listener

    init(_ listener: Listener) { self.listener = listener }

    deinit { listener.close() }
}

/// The functions of `socket`, and of its two kinds of instances.
final class SocketLibrary {
    /// Whether several runtimes listen on one port.
    let sharesPorts: Bool
    let sockets = UserdataKind<ScriptSocket>("pluto:socket")
    let listeners = UserdataKind<ScriptListener>("pluto:socket-listener")
    /// Since when small sends of the current turn are being gathered.
    var corkedSince: Moment?
    /// What the last `starttls` of a server was given, for the next is mostly given the same.
    var knownCertificates: KnownCertificates?

    /// What a connection costs outside of Lua's memory, about: bytes, for the collector's pace.
    static let socketWeight = 512

    init(libraries: Libraries) {
        sharesPorts = libraries.sharesPorts
        runtime = libraries.runtime
        network = libraries.network
    }

    let runtime: ScriptRuntime
    let network: Network

    /// The library's own functions and those of every socket.
    var functions: [ScriptFunction] { constructors + methods + securityMethods }

    /// Makes the metatables. The methods of a socket are the very functions of the library.
    func makeKinds(libraryAt library: Int32, _ libraries: Libraries) {
        let state = runtime.main
        sockets.pushNewMetatable(in: state)
        state.pushNewTable()
        for method in methods + securityMethods {
            state.push(method.name)
            state.pushCopy(of: -1)
            state.rawGet(from: library)
            state.rawSet(in: -3)
        }
        state.rawGet("close", from: -1)
        state.rawSet("__close", in: -3)
        state.rawSet("__index", in: -2)
        state.pop()

        listeners.pushNewMetatable(in: state)
        libraries.pushTable(of: listenerMethods)
        state.rawGet("close", from: -1)
        state.rawSet("__close", in: -3)
        state.rawSet("__index", in: -2)
        state.pop()
    }

    /// Pushes a new socket for a script.
    func reply(with transport: ScriptSocket.Transport, to call: ScriptCall) -> Reply {
        sockets.push(ScriptSocket(transport, of: self), onto: call.state)
        // Where no scheduler sees coroutines end, sockets that are made tell that others may have been dropped.
        if !runtime.isInTurn { runtime.noteGarbage() }
        runtime.notePressure(bytes: Self.socketWeight, in: call.state)
        return .pushed(1)
    }
}
