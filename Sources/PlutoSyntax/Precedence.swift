/// The binding strength of the binary operators: the one table of precedence.
///
/// Source: Lua 5.4 manual 3.4.8; Pluto manual, operators.
struct Precedence {
    /// How tightly the operator holds what stands on its left.
    let left: UInt8
    /// How tightly it holds what stands on its right; smaller than `left` when it is right associative.
    let right: UInt8
    /// The kind of node that the operator makes.
    let node: NodeKind

    private init(_ left: UInt8, _ right: UInt8, _ node: NodeKind) {
        self.left = left
        self.right = right
        self.node = node
    }

    /// What unary operators hold.
    static let unary: UInt8 = 12
    /// What unary plus holds: it adds to zero.
    static let positive: UInt8 = 10
    static let comparison: UInt8 = 3

    /// The precedence of a binary operator; nil for any other token.
    ///
    /// `instanceof`, which is a name, is looked up as `name`.
    @inline(__always)
    static func of(_ kind: TokenKind) -> Precedence? {
        switch kind {
        case .or, .coalesce: Precedence(1, 1, .logical)
        case .and: Precedence(2, 2, .logical)
        case .less, .greater, .lessEqual, .greaterEqual, .notEqual, .bangEqual, .equal: Precedence(3, 3, .binary)
        case .spaceship, .name: Precedence(3, 3, .supportOperator)
        case .bar: Precedence(4, 4, .binary)
        case .tilde: Precedence(5, 5, .binary)
        case .ampersand: Precedence(6, 6, .binary)
        case .shiftLeft, .shiftRight: Precedence(7, 7, .binary)
        case .concat: Precedence(9, 8, .binary)
        case .plus, .minus: Precedence(10, 10, .binary)
        case .star, .slash, .doubleSlash, .percent: Precedence(11, 11, .binary)
        case .caret: Precedence(14, 13, .binary)
        case .power: Precedence(14, 13, .supportOperator)
        default: nil
        }
    }

    /// Whether an operator is one of the four that chain.
    static func isOrdering(_ kind: TokenKind) -> Bool {
        switch kind {
        case .less, .greater, .lessEqual, .greaterEqual: true
        default: false
        }
    }
}
