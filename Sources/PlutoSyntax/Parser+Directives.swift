/// Comments that speak to the compiler.
///
/// Source: Pluto manual, Compatibility; Pluto manual, Warnings.
extension Parser {
    /// Obeys the comments in front of the current statement.
    mutating func obeyDirectives() {
        while let directive = directives.last, directive.token <= position {
            directives.removeLast()
            let text = String(decoding: tree.source[directive.text], as: UTF8.self)
            if text.hasPrefix("pluto_use") {
                use(words: text.dropFirst("pluto_use".count))
            } else if text.hasPrefix("fallthrough") {
                annotatedFallthrough = position
            } else if text.hasPrefix("pluto_warnings") {
                let switches = text.dropFirst("pluto_warnings".count)
                warnings.obey(switches.first == ":" ? switches.dropFirst() : switches, line: directive.line)
            }
        }
        nextDirective = directives.last?.token ?? .max
    }

    /// Does what a `pluto_use` statement does, as far as the text can be understood.
    ///
    ///     {word | "*" | version} ["=" ("true" | "false")], separated by commas; what follows an item is remark
    private mutating func use(words text: Substring) {
        for item in text.split(separator: ",") {
            let parts = item.split(separator: "=").map { part in
                part.split { $0 == " " || $0 == "\t" }.first?.filter { $0 != "\"" } ?? ""
            }
            guard let word = parts.first else { continue }
            let isKeyword = parts.count < 2 || parts[1] != "false"
            if word == "*" {
                for index in 0..<Word.soft.count { setSoftWord(index, isKeyword) }
            } else if let index = Word.soft.firstIndex(of: word) {
                setSoftWord(index, isKeyword)
            } else if word.first?.isNumber == true {
                let available = Self.softWords(ofVersion: word)
                for index in 0..<Word.soft.count { setSoftWord(index, available.contains(index)) }
            }
        }
    }
}
