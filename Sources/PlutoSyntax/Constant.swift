/// A value that is known while compiling.
package enum Constant: Sendable, Equatable {
    case `nil`
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    case string([UInt8])

    /// The most bytes that a folded string may have.
    private static let maximumLength = 1 << 20

    /// Whether a condition holds for the value.
    package var isTruthy: Bool {
        switch self {
        case .nil, .boolean(false): false
        default: true
        }
    }

    /// The value as an integer, if it is a number without a fraction.
    ///
    /// Source: Lua 5.4 manual 3.4.3.
    package var integerValue: Int64? {
        switch self {
        case .integer(let value): value
        case .float(let value): Int64(exactly: value)
        default: nil
        }
    }

    private var floatValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .float(let value): value
        default: nil
        }
    }

    /// Equality as `==` has it: an integer equals the float of the same value.
    package func isEqual(to other: Constant) -> Bool {
        switch (self, other) {
        case (.integer(let left), .float(let right)): Double(left) == right && Int64(exactly: right) == left
        case (.float, .integer): other.isEqual(to: self)
        default: self == other
        }
    }

    /// The result of a unary operator, or nil if it has none for this value.
    package func applying(unary operation: TokenKind) -> Constant? {
        switch operation {
        case .not, .bang: return .boolean(!isTruthy)
        case .minus:
            switch self {
            case .integer(let value): return .integer(0 &- value)
            case .float(let value): return .float(-value)
            default: return nil
            }
        case .tilde: return integerValue.map { .integer(~$0) }
        case .plus:
            if case .integer = self { return self }
            if case .float(let value) = self { return .float(0 + value) }
            return nil
        case .hash:
            if case .string(let bytes) = self { return .integer(Int64(bytes.count)) }
            return nil
        default: return nil
        }
    }

    /// The result of a binary operator, or nil if it has none for these values.
    package static func fold(_ left: Constant, _ operation: TokenKind, _ right: Constant) -> Constant? {
        switch operation {
        case .equal: return .boolean(left.isEqual(to: right))
        case .notEqual, .bangEqual: return .boolean(!left.isEqual(to: right))
        case .and: return left.isTruthy ? right : left
        case .or: return left.isTruthy ? left : right
        case .coalesce: return left == .nil ? right : left
        case .concat: return concatenate(left, right)
        case .ampersand, .bar, .tilde, .shiftLeft, .shiftRight: return foldBits(left, operation, right)
        case .power:
            guard case .integer(let base) = left, case .integer(let exponent) = right else { return nil }
            return .integer(integerPower(base, exponent))
        default: return foldArithmetic(left, operation, right)
        }
    }

    private static func concatenate(_ left: Constant, _ right: Constant) -> Constant? {
        func text(_ value: Constant) -> [UInt8]? {
            switch value {
            case .string(let bytes): bytes
            case .integer(let number): Array(String(number).utf8)
            case .boolean(let flag): Array(String(flag).utf8)
            default: nil
            }
        }
        guard let first = text(left), let second = text(right) else { return nil }
        // Doubling a constant again and again must not fill the memory.
        guard first.count + second.count <= maximumLength else { return nil }
        return .string(first + second)
    }

    private static func foldBits(_ left: Constant, _ operation: TokenKind, _ right: Constant) -> Constant? {
        guard let first = left.integerValue, let second = right.integerValue else { return nil }
        switch operation {
        case .ampersand: return .integer(first & second)
        case .bar: return .integer(first | second)
        case .tilde: return .integer(first ^ second)
        case .shiftLeft: return .integer(shift(first, left: second))
        default: return .integer(second == .min ? 0 : shift(first, left: -second))
        }
    }

    private static func shift(_ value: Int64, left count: Int64) -> Int64 {
        let bits = UInt64(bitPattern: value)
        if count <= -64 || count >= 64 { return 0 }
        return Int64(bitPattern: count >= 0 ? bits << UInt64(count) : bits >> UInt64(-count))
    }

    private static func integerPower(_ base: Int64, _ exponent: Int64) -> Int64 {
        var result: Int64 = 1
        var factor = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 != 0 { result = result &* factor }
            rest >>= 1
            factor = factor &* factor
        }
        return result
    }

    private static func foldArithmetic(_ left: Constant, _ operation: TokenKind, _ right: Constant) -> Constant? {
        if case .integer(let first) = left, case .integer(let second) = right {
            switch operation {
            case .plus: return .integer(first &+ second)
            case .minus: return .integer(first &- second)
            case .star: return .integer(first &* second)
            case .doubleSlash, .percent:
                if second == 0 { return nil }
                if second == -1 { return .integer(operation == .percent ? 0 : 0 &- first) }
                var (quotient, remainder) = first.quotientAndRemainder(dividingBy: second)
                if remainder != 0, (remainder < 0) != (second < 0) {
                    quotient -= 1
                    remainder += second
                }
                return .integer(operation == .percent ? remainder : quotient)
            default: break
            }
        }
        guard let first = left.floatValue, let second = right.floatValue else { return nil }
        switch operation {
        case .plus: return .float(first + second)
        case .minus: return .float(first - second)
        case .star: return .float(first * second)
        case .slash: return .float(first / second)
        case .doubleSlash: return .float((first / second).rounded(.down))
        case .percent: return .float(modulo(first, second))
        case .caret: return exactPower(first, second).map { .float($0) }
        default: return nil
        }
    }

    /// A power, if it can be computed without rounding: then it is what the C library gives at run time.
    private static func exactPower(_ base: Double, _ exponent: Double) -> Double? {
        guard let count = Int(exactly: exponent), abs(count) <= 1100 else { return nil }
        var result = 1.0
        for _ in 0..<abs(count) {
            let product = result * base
            guard product.isFinite, (-product).addingProduct(result, base) == 0 else { return nil }
            result = product
        }
        if count >= 0 { return result }
        let inverse = 1 / result
        return inverse.isFinite && (-1.0).addingProduct(inverse, result) == 0 ? inverse : nil
    }

    /// The remainder of a division that rounds down. Source: Lua 5.4 manual 3.4.1.
    private static func modulo(_ left: Double, _ right: Double) -> Double {
        let remainder = left.truncatingRemainder(dividingBy: right)
        let hasOtherSign = remainder > 0 ? right < 0 : remainder < 0 && right > 0
        return hasOtherSign ? remainder + right : remainder
    }
}
