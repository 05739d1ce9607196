/// The types that a value may have, as far as the text tells: those of a type hint, or of an expression.
///
/// Source: Pluto manual, Type Hinting.
package struct ValueTypes: OptionSet, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    static let `nil` = ValueTypes(rawValue: 1)
    static let boolean = ValueTypes(rawValue: 2)
    static let integer = ValueTypes(rawValue: 4)
    static let float = ValueTypes(rawValue: 8)
    static let string = ValueTypes(rawValue: 16)
    static let table = ValueTypes(rawValue: 32)
    static let function = ValueTypes(rawValue: 64)
    static let userdata = ValueTypes(rawValue: 128)
    /// Something that cannot be told.
    static let other = ValueTypes(rawValue: 256)

    static let number: ValueTypes = [.integer, .float]
    /// Any type.
    package static let any = ValueTypes(rawValue: 511)

    /// The types with their names in hints; `number` stands for both kinds of numbers.
    private static let named: [(ValueTypes, String)] = [
        (.number, "number"), (.integer, "int"), (.float, "float"), (.string, "string"), (.boolean, "bool"),
        (.table, "table"), (.function, "function"), (.userdata, "userdata"), (.nil, "nil"),
    ]

    /// The types that a name in a hint means; any for a name that is not known.
    init(hint name: String) {
        switch name {
        case "number": self = .number
        case "int", "integer": self = .integer
        // An integer does where a float is wanted.
        case "float": self = .number
        case "string": self = .string
        case "bool", "boolean": self = .boolean
        case "table": self = .table
        case "function": self = .function
        case "userdata": self = .userdata
        case "nil", "void": self = .nil
        default: self = .any
        }
    }

    /// The types as a message shows them: `string`, `?number`, `int|string`.
    var description: String {
        var rest = self
        let isOptional = rest.contains(.nil) && rest != .nil
        if isOptional { rest.remove(.nil) }
        var names: [String] = []
        for (types, name) in Self.named where rest.isSuperset(of: types) {
            names.append(name)
            rest.subtract(types)
        }
        return (isOptional ? "?" : "") + names.joined(separator: "|")
    }
}
