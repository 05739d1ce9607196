/// The number of a node in its tree; 0 stands for "no node".
package typealias NodeID = UInt32

/// The number of a list in its tree; 0 is the empty list.
package typealias ListID = UInt32

/// What a node is, and what its three fields hold.
package enum NodeKind: UInt8, Sendable {
    /// No node.
    case none

    // Expressions: literals. Their text is that of their first token.
    case nilLiteral, trueLiteral, falseLiteral, number, string, vararg
    /// A folded value: a = constant.
    case constant
    // Variables.
    /// a = variable.
    case local
    /// a = name.
    case global
    /// a = object, b = name.
    case field
    /// a = object, b = key.
    case index
    // Calls.
    /// a = function, b = argument list.
    case call
    /// a = object, b = argument list, c = name.
    case method
    // Constructors.
    /// a = function record.
    case function
    /// a = list of fields.
    case table
    /// a = value.
    case positionalField
    /// a = value or none, b = name, c = 1 for a field that is written as a function.
    case namedField
    /// a = key, b = value or none.
    case keyedField
    // Operators that Lua has. c = the operator's token.
    /// a = operand.
    case paren
    /// a = operand, c = token.
    case unary
    /// a, b = operands, c = token.
    case binary
    /// `and`, `or`, `??`: a, b = operands, c = token.
    case logical
    // Operators that Lua does not have.
    /// `a < b <= c`: a = list of operand, token, operand, token, operand...
    case chain
    /// `<=>`, `**`, `in`, `instanceof`: a, b = operands, c = token.
    case supportOperator
    /// Unary plus: a = operand, c = token.
    case positive
    /// `c ? a : b` and `if c then a else b end`: a, b, c in this order.
    case ternary
    /// `++v` (c = 1) and `v++` (c = 0): a = target.
    case increment
    /// `a?.b`: a = object, b = name.
    case safeField
    /// `a?[k]`: a = object, b = key.
    case safeIndex
    /// `a?:m()`: a = object, b = argument list, c = name.
    case safeMethod
    /// `a:m?()`: a = object, b = argument list, c = name.
    case maybeMethod
    /// `a?:m?()`: a = object, b = argument list, c = name.
    case safeMaybeMethod
    /// `x |> f|a|`: a = value, b = function, c = argument list.
    case pipe
    /// `x |> o:m|a|`: a = value, b = object, c = list of name, argument...
    case pipeMethod
    /// a = class reference, b = argument list.
    case new
    /// a = switch record.
    case switchExpression
    /// a = list of pieces: `interpolationText` nodes and expressions.
    case interpolation
    /// A piece of text; its token is the first.
    case interpolationText
    /// `x, y := e`: a = list of variables, b = value.
    case walrus
    /// `Enum:names()` and the like: a = enumeration, b = the name of the method.
    case enumerationTable

    // Statements.
    /// a = statement list, b = list of exported variables, c = breakable + 1 of the loop whose body this is.
    case block
    /// a = variable list, b = value list, c = 1 if Lua cannot read the statement as it is written.
    case localStatement
    /// a = target list, b = value list.
    case assignment
    /// a = target, b = value, c = token.
    case compoundAssignment
    /// a = call or increment.
    case expressionStatement
    /// a = block.
    case doStatement
    /// a = condition, b = block, c = first node of the condition.
    case whileStatement
    /// a = block, b = condition, c = 1 if the body declares locals.
    case repeatStatement
    /// a = variable, b = list of bounds, c = block.
    case numericFor
    /// a = variable list, b = value list, c = block.
    case genericFor
    /// `for e as v do`: a = variable list, b = value list, c = block.
    case asFor
    /// a = list of first node of condition, condition, block, ..., and the block of `else` or none at the end.
    case ifStatement
    /// a = target, b = function record, c = 1 for a method.
    case functionStatement
    /// a = variable, b = function record.
    case localFunction
    /// a = value list.
    case returnStatement
    /// a = breakable, b = 1 if Lua's `break` does it.
    case breakStatement
    /// a = breakable.
    case continueStatement
    /// a = name.
    case gotoStatement
    /// a = name.
    case label
    /// a = switch record.
    case switchStatement
    /// a = target (or variable node of a local class), b = table, c = class record.
    case classStatement
    /// a = variable list, b = list of keys (names, or none for an array), c = source.
    case destructuring
}

/// One node of a syntax tree.
package struct Node: Sendable {
    package var kind: NodeKind
    /// Whether Lua cannot read the node as it is written although it has a kind that Lua knows.
    package var isRewritten = false
    /// The first token.
    package var first: UInt32
    /// The last token.
    package var last: UInt32
    package var a: UInt32
    package var b: UInt32
    package var c: UInt32
}
