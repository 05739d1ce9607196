internal import CharonLua
internal import CharonRegex
internal import CharonScript
internal import CharonSystem

extension LibraryModule {
    /// `regex`: regular expressions of PCRE2.
    ///
    /// Source: libraries.md section 7.
    static let regex = LibraryModule(name: "regex") { libraries throws(ScriptFailure) in
        let library: RegexLibrary
        do throws(RegexError) {
            library = try RegexLibrary(runtime: libraries.runtime, engine: RegexEngine())
        } catch {
            throw ScriptFailure(message: "not enough memory", traceback: nil)
        }
        libraries.pushTable(of: library.functions)
        let state = libraries.runtime.main
        library.kind.pushNewMetatable(in: state)
        state.pushCopy(of: -2)
        state.rawSet("__index", in: -2)
        state.pop()
    }
}

/// The functions of `regex`, which are the methods of its instances too.
final class RegexLibrary {
    let kind = UserdataKind<Pattern>("pluto:regex")
    private let runtime: ScriptRuntime
    private let engine: RegexEngine

    /// The longest result of a replacement, bytes.
    private static let maxResult = Int(Int32.max)

    init(runtime: ScriptRuntime, engine: RegexEngine) {
        self.runtime = runtime
        self.engine = engine
    }

    var functions: [ScriptFunction] {
        [
            ScriptFunction("new") { [self] call throws(ScriptError) in
                let text = try call.bytes(1)
                let pattern = try raising { () throws(RegexError) in try Pattern(text, engine: engine) }
                kind.push(pattern, onto: call.state)
                runtime.notePressure(bytes: pattern.weight, in: call.state)
                return .pushed(1)
            },
            ScriptFunction("match", of: kind) { [self] call, pattern throws(ScriptError) in
                let text = try call.bytes(2)
                engine.begin()
                let isFound = try raising { () throws(RegexError) in try engine.find(pattern, in: text, anchored: true) }
                return isFound ? try reply(withGroupsOf: pattern, in: text, to: call) : call.reply(.nil)
            },
            ScriptFunction("search", of: kind) { [self] call, pattern throws(ScriptError) in
                let text = try call.bytes(2)
                let offset = try text.offset(try call.optionalInteger(3) ?? 1)
                // What stands before the offset does not exist.
                let rest = text.dropFirst(offset)
                engine.begin()
                let isFound = try raising { () throws(RegexError) in try engine.find(pattern, in: rest) }
                guard isFound, let whole = engine.range(of: 0) else { return call.reply(.nil) }
                return call.reply(.integer(offset + whole.lowerBound + 1), .integer(offset + whole.upperBound + 1))
            },
            ScriptFunction("replace", of: kind) { [self] call, pattern throws(ScriptError) in
                let text = try call.bytes(2), replacement = try call.bytes(3)
                return try reply(replacing: pattern, in: text, with: .literal(replacement), to: call)
            },
            ScriptFunction("substitute", of: kind) { [self] call, pattern throws(ScriptError) in
                let text = try call.bytes(2), template = try call.bytes(3)
                return try reply(replacing: pattern, in: text, with: .template(template), to: call)
            },
        ]
    }

    /// Answers with the groups of the last match that took part, under their names, or else their numbers.
    private func reply(withGroupsOf pattern: Pattern, in text: BorrowedBytes, to call: ScriptCall) throws(ScriptError) -> Reply {
        let state = call.state
        guard state.reserve(8) else { throw .raise("stack overflow") }
        state.pushNewTable(array: Int32(clamping: pattern.groupCount))
        for group in 0..<pattern.groupCount {
            guard let range = engine.range(of: group) else { continue }
            // Each of many groups may hold all of a long text.
            if range.count >= 4096 { try runtime.makeRoom(for: range.count) }
            if let name = pattern.names[group] { state.push(name) } else { state.push(group) }
            state.push(text[range])
            state.rawSet(in: -3)
        }
        return .pushed(1)
    }

    private func reply(
        replacing pattern: Pattern, in text: BorrowedBytes, with replacement: Replacement, to call: ScriptCall
    ) throws(ScriptError) -> Reply {
        let result = try raising { () throws(RegexError) in try replace(pattern, in: text, with: replacement) }
        if let result { return call.reply(.bytes(result)) }
        call.state.pushCopy(of: 2)
        return .pushed(1)
    }

    /// Replaces, within what scripts may hold: the result is in memory twice, once as Lua's string.
    private func replace(
        _ pattern: Pattern, in text: BorrowedBytes, with replacement: Replacement
    ) throws(RegexError) -> [UInt8]? {
        var mayCollect = true
        while true {
            let maxBytes = min(Self.maxResult, runtime.machine.availableMemory / 2)
            do throws(RegexError) {
                return try engine.replacing(pattern, in: text, with: replacement, maxBytes: maxBytes)
            } catch {
                guard error == .resultTooLong, maxBytes < Self.maxResult else { throw error }
                guard mayCollect else { throw .outOfMemory }
                mayCollect = false
                runtime.collectFully()
            }
        }
    }

    private func raising<Result>(_ operation: () throws(RegexError) -> Result) throws(ScriptError) -> Result {
        do throws(RegexError) {
            return try operation()
        } catch {
            switch error {
            case .noDelimiters: throw .raise("pattern has no delimiters")
            case .invalidPattern(let message, let offset): throw .raise("invalid pattern: \(message) at offset \(offset)")
            case .matchLimit: throw .raise("match limit exceeded")
            case .resultTooLong: throw .raise("resulting string too large")
            case .outOfMemory: throw .raiseBare("not enough memory")
            }
        }
    }
}

extension ScriptRuntime {
    /// Makes sure that a string of `count` bytes fits, for Lua refuses nothing while a host function runs.
    ///
    /// - Throws: `not enough memory` if it does not even after collecting.
    func makeRoom(for count: Int) throws(ScriptError) {
        if count <= machine.availableMemory { return }
        collectFully()
        guard count <= machine.availableMemory else { throw .raiseBare("not enough memory") }
    }
}

extension BorrowedBytes {
    /// How many bytes stand before a position as `string.sub` takes it: from 1, or from the end if it is negative.
    ///
    /// - Throws: `offset out of range` if the position is more than one behind the last byte.
    func offset(_ position: Int64) throws(ScriptError) -> Int {
        if position < 0 { return max(0, count + Int(clamping: max(position, -(1 << 62)))) }
        guard position <= Int64(count) + 1 else { throw .raise("offset out of range") }
        return max(0, Int(position) - 1)
    }
}
