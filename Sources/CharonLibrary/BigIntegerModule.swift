internal import CharonCrypto
internal import CharonLua
internal import CharonScript
internal import CharonSystem

extension LibraryModule {
    /// `bigint`: integers of any size.
    ///
    /// Source: libraries.md section 8.
    static let bigint = LibraryModule(name: "bigint") { libraries throws(ScriptFailure) in
        let library = libraries.bigIntegers
        libraries.pushTable(of: library.functions)
        library.makeKind(libraryAt: libraries.runtime.main.absolute(-1))
    }
}

/// Memory outside of Lua's that counts as a script's, as long as this object is there.
private final class MemoryCharge {
    private let bytes: Int
    private let machine: VirtualMachine

    /// - Parameter bytes: what has been charged.
    init(_ bytes: Int, machine: VirtualMachine) {
        self.bytes = bytes
        self.machine = machine
    }

    deinit { machine.refund(bytes) }
}

/// The functions of `bigint`, which are the methods of its instances too.
final class BigIntegerLibrary {
    let kind = UserdataKind<BigInteger>("pluto:bigint")
    private let runtime: ScriptRuntime

    /// What an instance costs outside of Lua's memory besides its digits, about: bytes, for the collector's pace.
    private static let weight = 128
    /// From this size on, in bytes, an instance counts against the script's memory limit: the userdata of smaller ones
    /// are a good part of what they take.
    private static let countedMinimum = 1024

    init(runtime: ScriptRuntime) { self.runtime = runtime }

    // MARK: Functions

    var functions: [ScriptFunction] {
        [
            ScriptFunction("new") { [self] call throws(ScriptError) in try push(number(from: call), in: call) },
            ScriptFunction("import") { [self] call throws(ScriptError) in
                let bytes = try call.bytes(1)
                return try push(raising { () throws(CryptoError) in try BigInteger(bigEndian: bytes) }, in: call)
            },
            ScriptFunction("export") { [self] call throws(ScriptError) in
                let number = try operand(1, of: call)
                let minimum = Int(clamping: max(0, try call.optionalInteger(2) ?? 0))
                return call.reply(.bytes(try raising { () throws(CryptoError) in try number.bigEndian(minimum: minimum) }))
            },
            ScriptFunction("isprobableprime") { [self] call throws(ScriptError) in
                let number = try operand(1, of: call)
                _ = try call.integer(2)
                return call.reply(try raising { () throws(CryptoError) in try number.isProbablePrime() })
            },
            ScriptFunction("bitlength") { [self] call throws(ScriptError) in
                call.reply(.integer(try operand(1, of: call).bitLength))
            },
            text("tostring") { number throws(CryptoError) in try number.decimal() },
            text("hex") { number throws(CryptoError) in try number.hexadecimal() },
            text("binary") { number throws(CryptoError) in try number.binary() },
            unary("abs") { number throws(CryptoError) in try number.magnitude() },
            ScriptFunction("div") { [self] call throws(ScriptError) in
                let one = try operand(1, of: call), other = try operand(2, of: call)
                let result = try raising { () throws(CryptoError) in try one.divided(by: other) }
                _ = try push(result.quotient, in: call)
                _ = try push(result.remainder, in: call)
                return .pushed(2)
            },
            comparison("eq") { $0 == 0 },
            comparison("lt") { $0 < 0 },
            comparison("le") { $0 <= 0 },
        ] + arithmetic.map { binary($0.name, $0.operation) }
    }

    private typealias Operation = (BigInteger, BigInteger) throws(CryptoError) -> BigInteger

    private var arithmetic: [(name: String, operation: Operation)] {
        [
            ("add", { one, other throws(CryptoError) in try one + other }),
            ("sub", { one, other throws(CryptoError) in try one - other }),
            ("mul", { one, other throws(CryptoError) in try one * other }),
            ("mod", { one, other throws(CryptoError) in try one.remainder(dividingBy: other) }),
            ("pow", { one, other throws(CryptoError) in try one.raised(to: other) }),
            ("gcd", { one, other throws(CryptoError) in try one.greatestCommonDivisor(with: other) }),
        ]
    }

    /// Makes the metatable; methods are looked up in the library.
    func makeKind(libraryAt library: Int32) {
        let state = runtime.main
        kind.pushNewMetatable(in: state)
        state.pushCopy(of: library)
        state.rawSet("__index", in: -2)
        let operators = [
            ("__add", "add"), ("__sub", "sub"), ("__mul", "mul"), ("__mod", "mod"), ("__pow", "pow"), ("__lt", "lt"),
            ("__le", "le"), ("__tostring", "tostring"),
        ]
        for (event, name) in operators {
            state.push(name)
            state.rawGet(from: library)
            state.rawSet(event, in: -2)
        }
        let others = [
            ("__unm", unary("unm") { number throws(CryptoError) in try number.negated() }),
            ("__div", binary("div") { one, other throws(CryptoError) in try one.divided(by: other).quotient }),
            // Lua asks when either side is an instance: something else is not equal to one, rather than an error.
            ("__eq", ScriptFunction("eq") { [kind] call throws(ScriptError) in
                guard let one = kind.object(at: 1, of: call.state), let other = kind.object(at: 2, of: call.state) else {
                    return call.reply(false)
                }
                return call.reply(BigInteger.compare(one, other) == 0)
            }),
        ]
        for (event, function) in others {
            runtime.push(function, onto: state)
            state.rawSet(event, in: -2)
        }
        state.pop()
    }

    // MARK: Shapes of functions

    private func binary(_ name: String, _ operation: @escaping Operation) -> ScriptFunction {
        ScriptFunction(name) { [self] call throws(ScriptError) in
            let one = try operand(1, of: call), other = try operand(2, of: call)
            return try push(raising { () throws(CryptoError) in try operation(one, other) }, in: call)
        }
    }

    private func unary(
        _ name: String, _ operation: @escaping (BigInteger) throws(CryptoError) -> BigInteger
    ) -> ScriptFunction {
        ScriptFunction(name) { [self] call throws(ScriptError) in
            let number = try operand(1, of: call)
            return try push(raising { () throws(CryptoError) in try operation(number) }, in: call)
        }
    }

    private func comparison(_ name: String, _ holds: @escaping (Int) -> Bool) -> ScriptFunction {
        ScriptFunction(name) { [self] call throws(ScriptError) in
            call.reply(holds(BigInteger.compare(try operand(1, of: call), try operand(2, of: call))))
        }
    }

    private func text(
        _ name: String, _ conversion: @escaping (BigInteger) throws(CryptoError) -> [UInt8]
    ) -> ScriptFunction {
        ScriptFunction(name) { [self] call throws(ScriptError) in
            let number = try operand(1, of: call)
            return call.reply(.bytes(try raising { () throws(CryptoError) in try conversion(number) }))
        }
    }

    // MARK: Values

    /// Answers with an instance.
    func push(_ number: BigInteger, in call: ScriptCall) throws(ScriptError) -> Reply {
        let bytes = Self.weight + number.bitLength / 8
        if bytes >= Self.countedMinimum, number.account == nil {
            guard runtime.charge(bytes) else { throw .raiseBare("not enough memory") }
            number.account = MemoryCharge(bytes, machine: runtime.machine)
        }
        kind.push(number, onto: call.state)
        runtime.notePressure(bytes: bytes, in: call.state)
        return .pushed(1)
    }

    /// An instance, or an integer in its place.
    private func operand(_ index: Int32, of call: ScriptCall) throws(ScriptError) -> BigInteger {
        if let number = kind.object(at: index, of: call.state) { return number }
        guard call.state.type(at: index) == .number else { throw .badType(index, expected: kind.name) }
        let value = try call.integer(index)
        return try raising { () throws(CryptoError) in try BigInteger(value) }
    }

    /// The argument of `new`.
    private func number(from call: ScriptCall) throws(ScriptError) -> BigInteger {
        switch call.state.type(at: 1) {
        case .number:
            let value = try call.integer(1)
            return try raising { () throws(CryptoError) in try BigInteger(value) }
        case .string:
            let text = try call.bytes(1)
            return try raising { () throws(CryptoError) in try BigInteger(text: text) }
        default: throw .badArgument(1, "malformed number")
        }
    }
}
