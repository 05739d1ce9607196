import PlutoSyntax

/// Writing switch statements and switch expressions.
extension Emitter {
    /// One part of a switch.
    private struct Part {
        var values: [NodeID]
        let isDefault: Bool
        let body: NodeID
        let token: UInt32
    }

    /// Writes a switch.
    ///
    /// - Parameter sink: where the value of an arm goes; nil for a statement.
    mutating func emitSwitch(_ record: UInt32, from node: Node, to sink: Sink?) {
        let record = tree.switches[Int(record)]
        var branchSink = sink
        if case .results = sink { branchSink = .results(isSingle: true) }
        let parts = parts(of: record)
        advance(to: node.first)
        open("do")
        prepare(record.control)
        if !isFixed(record.control) { materialize(record.control) }
        if let merged = chainable(parts, isExpression: sink != nil) {
            emitChain(merged, record, sink: branchSink)
        } else {
            emitJumps(parts, record, sink: branchSink)
        }
        advance(to: node.last)
        if tree.breakables[Int(record.breakable)].needsBreakLabel { writeLabel(record.breakable, "b") }
        close()
    }

    private func parts(of record: SwitchRecord) -> [Part] {
        let items = Array(tree.items(of: record.parts))
        var parts: [Part] = []
        for start in stride(from: 0, to: items.count, by: 3) {
            let isDefault = Int(record.defaultPart) == start / 3 + 1
            let values = Array(tree.items(of: items[start]))
            parts.append(Part(values: values, isDefault: isDefault, body: items[start + 1], token: items[start + 2]))
        }
        return parts
    }

    /// Whether the control value can be written again for each test.
    private func isFixed(_ control: NodeID) -> Bool {
        if temporaries[Int(control)] != 0 { return true }
        let node = tree[control]
        switch node.kind {
        case .local: return !tree.variables[Int(node.a)].traits.contains(.isAssigned)
        case .constant, .trueLiteral, .falseLiteral, .nilLiteral: return true
        case .number, .string: return true
        default: return false
        }
    }

    /// The parts for a chain of `if` and `elseif`, or nil if jumps are needed.
    ///
    /// A chain does it when no body falls into the next, the default comes last, and no test needs statements.
    private func chainable(_ parts: [Part], isExpression: Bool) -> [Part]? {
        var merged: [Part] = []
        var waiting: [NodeID] = []
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            if part.isDefault, !isLast || !waiting.isEmpty { return nil }
            if part.values.contains(where: { lifts($0) }) { return nil }
            if !isExpression {
                let statements = tree.items(of: tree[part.body].a)
                if statements.contains(where: { tree[$0].kind == .label }) { return nil }
                if statements.isEmpty, !isLast {
                    waiting += part.values
                    continue
                }
                if !isLast, !endsInJump(part.body) { return nil }
            }
            var complete = part
            complete.values = waiting + part.values
            waiting = []
            merged.append(complete)
        }
        return merged
    }

    private mutating func emitChain(_ parts: [Part], _ record: SwitchRecord, sink: Sink?) {
        var isFirst = true
        var hasDefault = false
        for part in parts {
            advance(to: part.token)
            if part.isDefault {
                hasDefault = true
                if isFirst { open("do") } else { out.word("else") }
            } else {
                out.word(isFirst ? "if" : "elseif")
                emitTests(part.values, record.control)
                if isFirst { open("then") } else { out.word("then") }
            }
            isFirst = false
            emitBody(part, record, sink: sink, isOpenEnded: false)
        }
        if !hasDefault, let sink {
            if isFirst { open("do") } else { out.word("else") }
            isFirst = false
            emitNoMatch(sink)
        }
        if !isFirst { close() }
    }

    /// Writes what a switch expression yields when nothing matches.
    private mutating func emitNoMatch(_ sink: Sink) {
        if case .results = sink {
            out.word("return nil")
        } else {
            if case .target(let target) = sink { startStatement(target) }
            write(sink: sink)
            out.write(" = nil")
        }
    }

    /// Writes `s == a or s == b`.
    private mutating func emitTests(_ values: [NodeID], _ control: NodeID) {
        for (index, value) in values.enumerated() {
            if index > 0 { out.word("or") }
            emit(control)
            out.word("==")
            out.space()
            emitOperand(value)
        }
    }

    /// Writes the body of a part; a final `break` of the switch itself is left out.
    private mutating func emitBody(_ part: Part, _ record: SwitchRecord, sink: Sink?, isOpenEnded: Bool) {
        if let sink {
            deliver(part.body, to: sink)
            return
        }
        let list = tree[part.body].a
        var count = tree.count(of: list)
        if !isOpenEnded, count > 0 {
            let last = tree[tree.item(count - 1, of: list)]
            if last.kind == .breakStatement, last.a == record.breakable { count -= 1 }
        }
        emitStatements(list, isOpenEnded: isOpenEnded, count: count)
    }

    /// Writes a switch whose parts are connected by jumps; every test stands on the line of its `case`.
    ///
    /// `_Nn` are the places where tests start, `_Nd` where bodies start; both are numbered from the first label on.
    private mutating func emitJumps(_ parts: [Part], _ record: SwitchRecord, sink: Sink?) {
        let base = makeTemporary()
        for _ in parts { _ = makeTemporary() }
        let count = UInt32(parts.count)
        func number(_ index: UInt32) -> UInt32 { base + index }
        let end = number(count)
        for (index, part) in parts.enumerated() {
            let index = UInt32(index)
            let isLast = index == count - 1
            advance(to: part.token)
            if index > 0 { writeLabel(number(index), "n") }
            if part.isDefault {
                writeGoto(number(index + 1), "n")
            } else {
                emitJumpingTests(part.values, record.control, body: number(index), next: number(index + 1))
            }
            writeLabel(number(index), "d")
            let hasLabel = sink == nil && tree.items(of: tree[part.body].a).contains { tree[$0].kind == .label }
            if !hasLabel { open("do") }
            emitBody(part, record, sink: sink, isOpenEnded: hasLabel)
            if !hasLabel { close() }
            let returns: Bool = if case .results = sink { true } else { false }
            if sink != nil {
                if !returns { writeGoto(end, "k") }
            } else if isLast {
                writeGoto(end, "k")
            } else if tree.items(of: tree[part.body].a).last.map({ tree[$0].kind == .breakStatement && tree[$0].a == record.breakable }) ?? false {
                writeGoto(end, "k")
            } else {
                writeGoto(number(index + 1), "d")
            }
        }
        writeLabel(end, "n")
        if record.defaultPart != 0 {
            writeGoto(number(record.defaultPart - 1), "d")
        } else if let sink {
            open("do")
            emitNoMatch(sink)
            close()
        }
        writeLabel(end, "k")
    }

    private mutating func emitJumpingTests(_ values: [NodeID], _ control: NodeID, body: UInt32, next: UInt32) {
        if !values.contains(where: { lifts($0) }) {
            out.word("if not (")
            emitTests(values, control)
            out.write(") then")
            writeGoto(next, "n")
            out.word("end")
            return
        }
        for value in values {
            open("do")
            prepare(value)
            out.word("if")
            emitTests([value], control)
            out.word("then")
            writeGoto(body, "d")
            out.word("end")
            close()
        }
        writeGoto(next, "n")
    }
}
