/// Carries out `$include` and `$alias`, which work on tokens before anything is parsed.
///
/// Inserted tokens stand on the line of the place where they are inserted.
///
/// Source: Pluto manual, Preprocessor.
struct TokenExpansion {
    private struct Alias {
        /// The names of the parameters, or nil for an alias without parentheses.
        var parameters: [UInt32]?
        var body: ArraySlice<Token>
    }

    private(set) var source: [UInt8]
    private(set) var tokens: [Token]
    private(set) var names: NameTable
    private(set) var faults: [Lexer.Fault]
    private let readFile: (@Sendable (String) -> [UInt8]?)?
    private var aliases: [UInt32: Alias] = [:]
    private var result: [Token] = []

    private static let includeLimit = 32
    private static let nestingLimit = 32
    /// The most tokens that a chunk may grow to by its aliases.
    private let tokenLimit: Int

    init(_ lexer: Lexer, readFile: (@Sendable (String) -> [UInt8]?)?) {
        source = lexer.source
        tokens = lexer.tokens
        names = lexer.names
        faults = lexer.faults
        self.readFile = readFile
        tokenLimit = lexer.tokens.count * 16 + 200_000
    }

    /// Whether a chunk has anything to expand.
    ///
    /// - Complexity: O(number of tokens).
    static func isNeeded(_ tokens: [Token]) -> Bool {
        for index in tokens.indices.dropLast() where tokens[index].kind == .dollar {
            let next = tokens[index + 1]
            if next.kind == .name, next.name == Word.alias || next.name == Word.include { return true }
        }
        return false
    }

    /// Expands everything.
    mutating func run() {
        tokens = including(tokens, depth: 0)
        collectAliases()
        if !aliases.isEmpty { expandAliases() }
    }

    // MARK: $include

    private mutating func including(_ input: [Token], depth: Int) -> [Token] {
        var output: [Token] = []
        output.reserveCapacity(input.count)
        var index = 0
        while index < input.count {
            let token = input[index]
            guard token.kind == .dollar, index + 2 < input.count, input[index + 1].kind == .name,
                input[index + 1].name == Word.include, input[index + 2].kind == .string
            else {
                output.append(token)
                index += 1
                continue
            }
            output += included(input[index + 2], depth: depth)
            index += 3
        }
        return output
    }

    private mutating func included(_ path: Token, depth: Int) -> [Token] {
        let name = String(
            decoding: Literal.string(source[Int(path.start)..<Int(path.end)]), as: UTF8.self)
        if depth >= Self.includeLimit { return [invalid(path, "'\(name)' is included too deeply")] }
        guard let text = readFile?(name) else { return [invalid(path, "could not open included file '\(name)'")] }
        guard source.count + text.count < Int(Int32.max) else { return [invalid(path, "'\(name)' is too large")] }
        let start = source.count
        source += text
        var lexer = Lexer(source: source, range: start..<source.count, names: names)
        lexer.run()
        names = lexer.names
        let firstFault = UInt32(faults.count)
        for fault in lexer.faults {
            faults.append(
                Lexer.Fault(
                    line: path.line, start: path.start, message: fault.message,
                    hint: "in line \(fault.line) of '\(name)'"))
        }
        var inserted = Array(lexer.tokens.dropLast())
        for index in inserted.indices {
            inserted[index].line = path.line
            inserted[index].traits.remove(.startsLine)
            inserted[index].traits.insert(.inserted)
            if inserted[index].kind == .invalid { inserted[index].name += firstFault }
        }
        return including(inserted, depth: depth + 1)
    }

    private mutating func invalid(_ token: Token, _ message: String) -> Token {
        faults.append(Lexer.Fault(line: token.line, start: token.start, message: message, hint: nil))
        var result = token
        result.kind = .invalid
        result.name = UInt32(faults.count - 1)
        return result
    }

    // MARK: $alias

    /// Takes the definitions out of the tokens.
    private mutating func collectAliases() {
        var kept: [Token] = []
        kept.reserveCapacity(tokens.count)
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            guard token.kind == .dollar, index + 2 < tokens.count, tokens[index + 1].kind == .name,
                tokens[index + 1].name == Word.alias
            else {
                kept.append(token)
                index += 1
                continue
            }
            index += 2
            if let fault = collectAlias(&index) { kept.append(fault) }
        }
        tokens = kept
    }

    /// Reads one definition behind its keyword; returns what is wrong with it.
    private mutating func collectAlias(_ index: inout Int) -> Token? {
        let name = tokens[index]
        guard name.kind == .name || name.kind.isReservedWord else { return invalid(name, "<name> expected") }
        index += 1
        var parameters: [UInt32]?
        if tokens[index].kind == .leftParen {
            var collected: [UInt32] = []
            index += 1
            while tokens[index].kind == .name {
                collected.append(tokens[index].name)
                index += 1
                if tokens[index].kind == .comma { index += 1 }
            }
            guard tokens[index].kind == .rightParen else { return invalid(tokens[index], "')' expected") }
            index += 1
            parameters = collected
        }
        guard tokens[index].kind == .assign else { return invalid(tokens[index], "'=' expected") }
        index += 1
        var body: [Token] = []
        var line = name.line
        while tokens[index].kind != .endOfSource, tokens[index].line == line || name.traits.contains(.inserted) {
            if isBackslash(tokens[index]), tokens[index + 1].line != line {
                line = tokens[index + 1].line
            } else {
                body.append(tokens[index])
            }
            index += 1
        }
        aliases[name.name] = Alias(parameters: parameters, body: body[...])
        return nil
    }

    private func isBackslash(_ token: Token) -> Bool {
        // What is missing at the end of the source stands on no byte.
        token.kind == .invalid && token.start < token.end && source[Int(token.start)] == UInt8(ascii: "\\")
    }

    private mutating func expandAliases() {
        result.reserveCapacity(tokens.count)
        var index = 0
        while index < tokens.count {
            expand(tokens[...], &index, line: nil, active: [])
            if result.count > tokenLimit {
                result.append(invalid(tokens[min(index, tokens.count - 1)], "the aliases of the chunk expand to too much text"))
                break
            }
        }
        if result.last?.kind != .endOfSource, let end = tokens.last { result.append(end) }
        tokens = result
        result = []
    }

    /// Appends a token, or what it stands for if it names an alias.
    ///
    /// - Parameters:
    ///   - input: where the token stands.
    ///   - index: its position, which moves behind it.
    ///   - line: the line for inserted tokens; nil for those of the chunk.
    ///   - active: the aliases that are being expanded.
    private mutating func expand(_ input: ArraySlice<Token>, _ index: inout Int, line: UInt32?, active: [UInt32]) {
        var token = input[index]
        index += 1
        if let line {
            token.line = line
            token.traits.remove(.startsLine)
            token.traits.insert(.inserted)
        }
        guard token.kind == .name || token.kind.isReservedWord, let alias = aliases[token.name],
            !active.contains(token.name), active.count < Self.nestingLimit, result.count <= tokenLimit
        else {
            result.append(token)
            return
        }
        var arguments: [UInt32: ArraySlice<Token>] = [:]
        if let parameters = alias.parameters {
            guard index < input.endIndex, input[index].kind == .leftParen,
                let values = argumentList(input, &index)
            else {
                result.append(token)
                return
            }
            for (position, parameter) in parameters.enumerated() {
                arguments[parameter] = position < values.count ? values[position] : []
            }
        }
        var position = alias.body.startIndex
        while position < alias.body.endIndex {
            if let argument = arguments[alias.body[position].name], alias.body[position].kind == .name {
                for var inserted in argument {
                    inserted.line = token.line
                    inserted.traits.remove(.startsLine)
                    inserted.traits.insert(.inserted)
                    result.append(inserted)
                }
                position += 1
            } else {
                expand(alias.body, &position, line: token.line, active: active + [token.name])
            }
        }
    }

    /// Splits the arguments of a use at its commas; nil if the parenthesis is never closed.
    private func argumentList(_ input: ArraySlice<Token>, _ index: inout Int) -> [ArraySlice<Token>]? {
        var nesting = 0
        var position = index
        var start = index + 1
        var values: [ArraySlice<Token>] = []
        while position < input.endIndex {
            switch input[position].kind {
            case .leftParen, .leftBrace, .leftBracket: nesting += 1
            case .rightParen, .rightBrace, .rightBracket:
                nesting -= 1
                if nesting == 0 {
                    values.append(input[start..<position])
                    index = position + 1
                    return values
                }
            case .comma where nesting == 1:
                values.append(input[start..<position])
                start = position + 1
            case .endOfSource: return nil
            default: break
            }
            position += 1
        }
        return nil
    }
}
