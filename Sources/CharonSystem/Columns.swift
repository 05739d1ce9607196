/// Words side by side, as many in a row as fit.
package enum Columns {
    /// The words in rows that are read downwards, each row ended.
    ///
    /// - Parameter width: of the terminal, in characters.
    package static func text(_ words: [String], width: Int) -> String {
        guard let longest = words.map(\.count).max() else { return "" }
        let column = longest + 2
        let columns = max(1, (width + 2) / column)
        let rows = (words.count + columns - 1) / columns
        var text = ""
        for row in 0..<rows {
            var line = ""
            for index in stride(from: row, to: words.count, by: rows) {
                let isLast = index + rows >= words.count
                line += isLast ? words[index] : words[index] + String(repeating: " ", count: column - words[index].count)
            }
            text += line + "\n"
        }
        return text
    }
}
