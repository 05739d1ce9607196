package import CharonLua

/// A value on its way from Swift to a script.
package enum ScriptValue {
    case `nil`
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case bytes([UInt8])
    /// An array: positions from 1.
    case list([ScriptValue])
    /// A table with these fields, in order.
    case table([(String, ScriptValue)])

    /// Pushes the value onto a stack.
    ///
    /// - Complexity: O(size).
    package func push(onto state: LuaState) {
        switch self {
        case .nil: state.pushNil()
        case .boolean(let value): state.push(value)
        case .integer(let value): state.push(value)
        case .number(let value): state.push(value)
        case .string(let value): state.push(value)
        case .bytes(let value): state.push(value)
        case .list(let values):
            state.pushNewTable(array: Int32(clamping: values.count))
            for (index, value) in values.enumerated() {
                value.push(onto: state)
                state.rawSet(position: index + 1, in: -2)
            }
        case .table(let fields):
            state.pushNewTable(fields: Int32(clamping: fields.count))
            for (name, value) in fields {
                value.push(onto: state)
                state.rawSet(name, in: -2)
            }
        }
    }
}

extension ScriptValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral
{
    package init(nilLiteral: ()) { self = .nil }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .string(value) }
}
