import PlutoSyntax

/// Writing interpolated strings.
extension Emitter {
    /// The number of pieces that one concatenation joins; Lua's compiler nests them and needs a register for each.
    private static let groupSize = 24

    /// Writes an interpolated string as a concatenation in parentheses.
    mutating func emitInterpolation(_ node: Node) {
        let pieces = tree.items(of: node.a)
        advance(to: node.first)
        if pieces.isEmpty {
            out.word("(\"\")")
            return
        }
        openParenthesis()
        emitPieces(pieces)
        out.write(")")
    }

    private mutating func emitPieces(_ pieces: ArraySlice<NodeID>) {
        guard pieces.count > Self.groupSize else {
            for (index, piece) in pieces.enumerated() {
                if index > 0 { out.word("..") }
                emitPiece(piece)
            }
            return
        }
        var size = Self.groupSize
        while size * Self.groupSize < pieces.count { size *= Self.groupSize }
        var start = pieces.startIndex
        while start < pieces.endIndex {
            if start > pieces.startIndex { out.word("..") }
            let end = min(start + size, pieces.endIndex)
            openParenthesis()
            emitPieces(pieces[start..<end])
            out.write(")")
            start = end
        }
    }

    /// Writes one piece as a string.
    private mutating func emitPiece(_ id: NodeID) {
        if stringified.contains(id) {
            emit(id)
            return
        }
        switch tree[id].kind {
        case .interpolationText, .string, .interpolation:
            emit(id)
        default:
            write(support: "str")
            out.write("(")
            emitSingle(id)
            out.write(")")
        }
    }

    /// Prepares an interpolated string some of whose holes lift.
    mutating func prepareInterpolation(_ id: NodeID) {
        let pieces = Array(tree.items(of: tree[id].a))
        let isLong = pieces.count > Self.groupSize
        guard let last = pieces.lastIndex(where: { lifts($0) }) else {
            if analysis[id].contains(.isSevered) { sever(id) }
            return
        }
        if isLong {
            // The text so far is kept in one variable, so that long strings need no more.
            let text = declareTemporary()
            out.write(" = \"\"")
            var start = 0
            while start < pieces.count {
                let end = min(start + 8, pieces.count)
                open("do")
                prepareHoles(Array(pieces[start..<end]))
                write(temporary: text)
                out.write(" =")
                write(temporary: text)
                out.word("..")
                emitPieces(pieces[start..<end])
                close()
                start = end
            }
            temporaries[Int(id)] = text
            return
        }
        prepareHoles(Array(pieces[...last]))
        if analysis[id].contains(.isSevered) { sever(id) }
    }

    private mutating func prepareHoles(_ pieces: [NodeID]) {
        guard let last = pieces.lastIndex(where: { lifts($0) }) else { return }
        for piece in pieces[..<last] {
            switch tree[piece].kind {
            case .interpolationText, .string: continue
            default: break
            }
            if lifts(piece) { materialize(piece) }
            let temporary = declareTemporary()
            out.write(" =")
            emitPiece(piece)
            temporaries[Int(piece)] = temporary
            stringified.insert(piece)
        }
        prepare(pieces[last])
    }
}
