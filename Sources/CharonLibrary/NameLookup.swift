internal import CharonLoop
internal import CharonNet
internal import CharonScript
internal import CharonSystem

/// `os.dnsresolve` (library.md section 11).
extension Libraries {
    var nameLookup: ScriptFunction {
        ScriptFunction("dnsresolve", mayWait: true) { [self] call throws(ScriptError) in
            if let asking = call.operation as? Asking { return asking.answer(call) }
            let family: AddressFamily
            switch try call.string(1) {
            case "A": family = .ipv4
            case "AAAA": family = .ipv6
            default: throw .raise("Unknown type")
            }
            let asking = Asking(network.lookUp(host: try call.string(2), family: family), family)
            call.operation = asking
            if asking.lookup.result != nil {
                return call.isYieldable ? .sleep(until: runtime.loop.now) : asking.answer(call)
            }
            return .wait(asking.lookup.finished, until: nil)
        }
    }
}

/// A look-up on its way, held by the coroutine that waits for it.
private final class Asking: ScriptOperation {
    let lookup: Lookup
    private let family: AddressFamily

    init(_ lookup: Lookup, _ family: AddressFamily) {
        self.lookup = lookup
        self.family = family
    }

    func cancel() { lookup.cancel() }

    /// An array of records, or nil and the reason.
    func answer(_ call: ScriptCall) -> Reply {
        switch lookup.result {
        case nil:
            return .wait(lookup.finished, until: nil)
        case .failure(let error):
            return call.reply(nil, .string(error.code.reason))
        case .success(let addresses):
            let kind = family == .ipv4 ? "A" : "AAAA"
            return call.reply(.list(addresses.map { endpoint in
                let text = endpoint.address
                let bare = text.hasPrefix("[") ? String(text.dropFirst().dropLast()) : text
                return .table([("type", .string(kind)), ("data", .string(bare))])
            }))
        }
    }
}
