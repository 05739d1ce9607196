import PlutoSyntax

/// Writing loops and conditional statements.
extension Emitter {
    // MARK: if

    mutating func emitIf(_ node: Node) {
        let items = Array(tree.items(of: node.a))
        let count = items.count / 3
        let alternative = items[items.count - 1]
        let lifted = (0..<count).last { lifts(items[$0 * 3 + 1]) }
        let hasWalrus = (0..<count).contains { analysis[items[$0 * 3 + 1]].contains(.hasWalrus) }
        let isSimple = lifted == 0 && (!hasWalrus || (count == 1 && alternative == 0))
        if lifted == nil || isSimple {
            if isSimple {
                open("do")
                prepareCondition(items[1], from: items[0])
            }
            out.word("if")
            emitClauses(items, alternative)
            advance(to: node.last)
            close()
            if isSimple { close() }
            return
        }
        emitFlatIf(items, alternative)
        advance(to: node.last)
    }

    /// Writes the clauses behind `if`.
    private mutating func emitClauses(_ items: [UInt32], _ alternative: NodeID) {
        for start in stride(from: 0, to: items.count - 1, by: 3) {
            if start > 0 {
                advance(to: tree[items[start + 1]].first)
                out.word("elseif")
            }
            emit(items[start + 1])
            if start > 0 { out.word("then") } else { open("then") }
            emitBlock(items[start + 2])
        }
        if alternative != 0 {
            out.word("else")
            emitBlock(alternative)
        }
    }

    /// Writes clauses that are each in a block of their own, so that what one declares is not seen by the others.
    private mutating func emitFlatIf(_ items: [UInt32], _ alternative: NodeID) {
        let label = makeTemporary()
        open("do")
        for start in stride(from: 0, to: items.count - 1, by: 3) {
            advance(to: tree[items[start + 1]].first)
            open("do")
            prepareCondition(items[start + 1], from: items[start])
            out.word("if")
            emit(items[start + 1])
            open("then")
            let isLast = start + 3 >= items.count - 1 && alternative == 0
            if !isLast, needsOwnBlock(items[start + 2]) {
                open("do")
                emitBlock(items[start + 2])
                close()
                writeGoto(label, "e")
            } else {
                emitBlock(items[start + 2])
                if !isLast, !endsInJump(items[start + 2]) { writeGoto(label, "e") }
            }
            close()
            close()
        }
        if alternative != 0 {
            open("do")
            emitBlock(alternative)
            close()
        }
        writeLabel(label, "e")
        close()
    }

    /// Whether nothing can be written behind the last statement of a block.
    private func needsOwnBlock(_ block: NodeID) -> Bool {
        if tree[block].b != 0 { return true }
        let list = tree[block].a
        return tree.items(of: list).contains { tree[$0].kind == .label || tree[$0].kind == .returnStatement }
            && !endsInJump(block)
            || (tree.items(of: list).last.map { tree[$0].kind == .returnStatement } ?? false)
    }

    /// Whether control never comes to the end of a block.
    func endsInJump(_ block: NodeID) -> Bool {
        guard let last = tree.items(of: tree[block].a).last else { return false }
        switch tree[last].kind {
        case .returnStatement, .breakStatement, .continueStatement, .gotoStatement: return true
        default: return false
        }
    }

    /// Prepares a condition and declares the variables of its walrus assignments.
    mutating func prepareCondition(_ condition: NodeID, from first: NodeID) {
        if analysis[condition].contains(.hasWalrus), assignsConditionally(condition) {
            for id in first...condition where tree[id].kind == .walrus {
                let isMentioned = mentions(tree[id].b, tree[id].a)
                out.word("local")
                writeVariables(tree[id].a)
                if isMentioned {
                    // The value still means the variables outside.
                    out.write(" =")
                    writeVariables(tree[id].a)
                }
                for variable in tree.items(of: tree[id].a) { predeclared.insert(variable) }
            }
        }
        prepare(condition)
    }

    /// Whether a walrus assignment of a condition may be skipped.
    private func assignsConditionally(_ condition: NodeID) -> Bool {
        var id = condition
        while true {
            let node = tree[id]
            switch node.kind {
            case .paren, .unary, .positive: id = node.a
            case .logical:
                if analysis[node.b].contains(.hasWalrus) { return true }
                id = node.a
            case .ternary:
                if analysis[node.b].union(analysis[node.c]).contains(.hasWalrus) { return true }
                id = node.a
            case .binary, .supportOperator:
                if analysis[node.b].contains(.hasWalrus), assignsConditionally(node.b) { return true }
                id = node.a
            case .chain: return true
            default: return false
            }
        }
    }

    // MARK: Loops

    /// The loop whose body a block is.
    private func breakable(of block: NodeID) -> (number: UInt32, record: Breakable) {
        let number = tree[block].c - 1
        return (number, tree.breakables[Int(number)])
    }

    /// Writes the body of a loop, with the place to which `continue` jumps.
    private mutating func emitLoopBody(_ block: NodeID) {
        let (number, record) = breakable(of: block)
        guard record.needsContinueLabel else {
            emitBlock(block)
            return
        }
        open("do")
        emitBlock(block)
        close()
        writeLabel(number, "c")
    }

    /// Writes the place to which `break N` jumps.
    private mutating func emitBreakLabel(_ block: NodeID) {
        let (number, record) = breakable(of: block)
        if record.needsBreakLabel { writeLabel(number, "b") }
    }

    mutating func emitWhile(_ node: Node) {
        if lifts(node.a) {
            open("while true do")
            let keepsVariables = analysis[node.a].contains(.hasWalrus)
            if !keepsVariables { open("do") }
            prepareCondition(node.a, from: node.c)
            out.word("if not")
            emitOperand(node.a)
            out.word("then break end")
            if !keepsVariables { close() }
        } else {
            out.word("while")
            emit(node.a)
            open("do")
        }
        emitLoopBody(node.b)
        advance(to: node.last)
        close()
        emitBreakLabel(node.b)
    }

    mutating func emitRepeat(_ node: Node) {
        let (number, record) = breakable(of: node.a)
        open("repeat")
        let isOpenEnded = record.needsContinueLabel || lifts(node.b)
        let outerEnd = blockEnd
        blockEnd = tree[node.a].b == 0 ? node.last : nil
        emitStatements(tree[node.a].a, isOpenEnded: isOpenEnded)
        blockEnd = outerEnd
        if tree[node.a].b != 0 { emitExports(of: node.a, isOpenEnded: isOpenEnded) }
        if record.needsContinueLabel { writeLabel(number, "c") }
        advance(to: tree[node.b].first)
        if lifts(node.b) {
            open("do")
            prepare(node.b)
            out.word("if")
            emit(node.b)
            out.word("then break end")
            close()
            out.word("until false")
        } else {
            out.word("until")
            emit(node.b)
        }
        depth -= 1
        emitBreakLabel(node.a)
    }

    private mutating func emitExports(of block: NodeID, isOpenEnded: Bool) {
        if isOpenEnded { open("do") }
        emitExports(tree[block].b)
        if isOpenEnded { close() }
    }

    mutating func emitNumericFor(_ node: Node) {
        let bounds = Array(tree.items(of: node.b))
        let isLifted = bounds.contains { lifts($0) }
        if isLifted {
            open("do")
            prepareOperands(bounds)
        }
        out.word("for")
        write(variable: node.a)
        out.write(" =")
        emitList(bounds)
        open("do")
        emitLoopBody(node.c)
        advance(to: node.last)
        close()
        emitBreakLabel(node.c)
        if isLifted { close() }
    }

    mutating func emitGenericFor(_ node: Node) {
        let values = Array(tree.items(of: node.b))
        let isLifted = values.contains { lifts($0) }
        if isLifted {
            open("do")
            prepareOperands(values)
        }
        out.word("for")
        if node.kind == .asFor {
            write(temporary: makeTemporary())
            out.write(",")
        }
        writeVariables(node.a)
        out.word("in")
        if Analysis.isIterator(node.b, tree) {
            emitList(values)
        } else {
            write(support: "iter")
            out.write("(")
            emitList(values)
            out.write(")")
        }
        open("do")
        emitLoopBody(node.c)
        advance(to: node.last)
        close()
        emitBreakLabel(node.c)
        if isLifted { close() }
    }
}
