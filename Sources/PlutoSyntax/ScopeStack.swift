/// What a name means.
enum Meaning {
    case variable(UInt32)
    /// A constant of the tree: an enumerator or a `$define`d name.
    case constant(UInt32)
    /// An enumeration of the tree.
    case enumeration(UInt32)
    /// A global that has been declared.
    case global(isReadOnly: Bool)
}

/// What a name without a declaration means.
enum UndeclaredNames {
    /// A global.
    case areGlobals
    /// A global that may not be assigned.
    case areConstants
    /// An error.
    case areErrors
}

/// The names in scope, and the labels and jumps of the functions that are being read.
struct ScopeStack {
    /// A name with a meaning, and the binding of the same name that it hides.
    struct Binding {
        let name: UInt32
        let hidden: Int32
        let meaning: Meaning
        /// Whether the binding is a local of the emitted Lua.
        var isLocal: Bool { if case .variable = meaning { true } else { false } }
    }

    /// A label that a `goto` can see.
    struct Label {
        let name: UInt32
        let line: UInt32
        /// The locals of its function that are active there.
        let activeLocals: Int
        /// The position of the label of the same name that this one hides, or -1.
        fileprivate let hidden: Int
    }

    /// A `goto` whose label had not been seen.
    struct Jump {
        let name: UInt32
        let token: UInt32
        var activeLocals: Int
        fileprivate var isResolved = false
    }

    /// What to return to when a block ends.
    struct BlockMark {
        let bindings: Int
        let labels: Int
        let jumps: Int
        let activeLocals: Int
        let heldLocals: Int
        let exports: Int
        let undeclaredNames: UndeclaredNames
    }

    /// A function that is being read.
    struct Function {
        let record: UInt32
        var activeLocals = 0
        /// Those that cannot be kept in a table.
        var heldLocals = 0
        let firstLabel: Int
        let firstJump: Int
        /// The breakables outside the function.
        let outerBreakables: Int
        var isVararg: Bool
        /// The locals of the function, in order of their activation; for messages about jumps.
        let firstLocal: Int
        /// Whether it has been reported that Lua cannot hold the locals.
        var hasTooManyLocals = false
    }

    private(set) var bindings: [Binding] = []
    /// For each name the position of its innermost binding, or -1.
    private var innermost: [Int32] = []
    /// The names of the active locals of all open functions.
    private(set) var localNames: [UInt32] = []
    private var labels: [Label] = []
    private var jumps: [Jump] = []
    /// The position of the innermost label of each name.
    private var labelPositions: [UInt32: Int] = [:]
    /// The positions of the jumps to each name that wait for their label.
    private var waiting: [UInt32: [Int]] = [:]
    var functions: [Function] = []
    /// The loops and switches around the current place, as numbers of the tree's breakables.
    var breakables: [BreakableScope] = []
    /// The variables that are exported by the open blocks.
    var exports: [UInt32] = []

    var undeclaredNames = UndeclaredNames.areGlobals

    /// A loop or switch around the current place.
    struct BreakableScope {
        let breakable: UInt32
        let isLoop: Bool
        /// The number of open blocks inside.
        let blockDepth: Int
        /// The locals of a `repeat` body that were active at its first `continue`.
        var continued: (locals: Int, token: UInt32)?
    }

    /// For each open block the locals that were active in the block around it when it began.
    private var localsOfBlocks: [Int] = []
    /// The numbers of the open blocks.
    private var blockNumbers: [UInt32] = []
    private var blockCount: UInt32 = 0

    /// The number of the innermost open block.
    var block: UInt32 { blockNumbers.last ?? 0 }

    var function: Function {
        get { functions[functions.count - 1] }
        set { functions[functions.count - 1] = newValue }
    }

    /// Makes room for names.
    mutating func reserve(names: Int) {
        if innermost.count < names {
            innermost.append(contentsOf: repeatElement(-1, count: names - innermost.count))
        }
    }

    /// What a name means here; nil for a global.
    @inline(__always)
    func meaning(of name: UInt32) -> Meaning? {
        guard Int(name) < innermost.count else { return nil }
        let position = innermost[Int(name)]
        return position < 0 ? nil : bindings[Int(position)].meaning
    }

    /// Gives a name a meaning from here to the end of the block.
    ///
    /// - Parameter isHeld: whether a variable must be one of Lua's.
    mutating func bind(_ name: UInt32, to meaning: Meaning, isHeld: Bool = true) {
        reserve(names: Int(name) + 1)
        bindings.append(Binding(name: name, hidden: innermost[Int(name)], meaning: meaning))
        innermost[Int(name)] = Int32(truncatingIfNeeded: bindings.count - 1)
        if case .variable = meaning {
            localNames.append(name)
            functions[functions.count - 1].activeLocals += 1
            if isHeld { functions[functions.count - 1].heldLocals += 1 }
        }
    }

    /// Counts the locals that Lua's compiler makes for a loop.
    mutating func reserveLocals(_ count: Int) {
        for _ in 0..<count {
            bindings.append(Binding(name: 0, hidden: -1, meaning: .variable(0)))
            localNames.append(0)
        }
        functions[functions.count - 1].activeLocals += count
        functions[functions.count - 1].heldLocals += count
    }

    /// The number of open blocks.
    var blockDepth: Int { localsOfBlocks.count }

    mutating func openBlock() -> BlockMark {
        localsOfBlocks.append(function.activeLocals)
        blockCount += 1
        blockNumbers.append(blockCount)
        return BlockMark(
            bindings: bindings.count, labels: labels.count, jumps: jumps.count, activeLocals: function.activeLocals,
            heldLocals: function.heldLocals, exports: exports.count, undeclaredNames: undeclaredNames)
    }

    /// Forgets the innermost open block without closing it: the text has been misread.
    mutating func abandonBlock() {
        localsOfBlocks.removeLast()
        blockNumbers.removeLast()
    }

    /// Enters a loop or a switch.
    mutating func openBreakable(_ breakable: UInt32, isLoop: Bool) {
        breakables.append(BreakableScope(breakable: breakable, isLoop: isLoop, blockDepth: blockDepth))
    }

    /// Notes a `continue` of the `repeat` loop at a position of `breakables`.
    mutating func noteContinue(in index: Int, token: UInt32) {
        guard breakables[index].continued == nil else { return }
        // The body's own locals: those that were active when the next inner block began.
        let depth = breakables[index].blockDepth
        let locals = depth < localsOfBlocks.count ? localsOfBlocks[depth] : function.activeLocals
        breakables[index].continued = (locals, token)
    }

    mutating func closeBlock(_ mark: BlockMark) {
        localsOfBlocks.removeLast()
        blockNumbers.removeLast()
        undeclaredNames = mark.undeclaredNames
        while bindings.count > mark.bindings {
            let binding = bindings.removeLast()
            innermost[Int(binding.name)] = binding.hidden
            if binding.isLocal { localNames.removeLast() }
        }
        removeLabels(from: mark.labels)
        functions[functions.count - 1].activeLocals = mark.activeLocals
        functions[functions.count - 1].heldLocals = mark.heldLocals
        exports.removeLast(exports.count - mark.exports)
        // A jump that goes on to an outer block leaves the locals of this one behind.
        if jumps.count > mark.jumps {
            for index in mark.jumps..<jumps.count where jumps[index].activeLocals > mark.activeLocals {
                jumps[index].activeLocals = mark.activeLocals
            }
        }
    }

    mutating func openFunction(record: UInt32, isVararg: Bool) {
        functions.append(
            Function(
                record: record, firstLabel: labels.count, firstJump: jumps.count, outerBreakables: breakables.count,
                isVararg: isVararg, firstLocal: localNames.count))
    }

    /// Ends a function; returns the jumps that have no label.
    mutating func closeFunction() -> [Jump] {
        let function = functions.removeLast()
        var lost: [Jump] = []
        while jumps.count > function.firstJump {
            let jump = jumps.removeLast()
            if jump.isResolved { continue }
            waiting[jump.name]?.removeLast()
            lost.append(jump)
        }
        removeLabels(from: function.firstLabel)
        breakables.removeLast(breakables.count - function.outerBreakables)
        return lost.reversed()
    }

    private mutating func removeLabels(from first: Int) {
        while labels.count > first {
            let label = labels.removeLast()
            labelPositions[label.name] = label.hidden < 0 ? nil : label.hidden
        }
    }

    /// The name of an active local of the current function, by its position.
    func localName(_ index: Int) -> UInt32 { localNames[function.firstLocal + index] }

    /// The label with a name that is visible in the current function.
    func label(_ name: UInt32) -> Label? {
        guard let position = labelPositions[name], position >= function.firstLabel else { return nil }
        return labels[position]
    }

    /// Notes a `goto` whose label has not been seen.
    mutating func addJump(to name: UInt32, token: UInt32) {
        waiting[name, default: []].append(jumps.count)
        jumps.append(Jump(name: name, token: token, activeLocals: function.activeLocals))
    }

    /// Notes a label; returns the jumps of its block that it resolves.
    mutating func addLabel(_ name: UInt32, line: UInt32, activeLocals: Int, block: BlockMark) -> [Jump] {
        labels.append(
            Label(name: name, line: line, activeLocals: activeLocals, hidden: labelPositions[name] ?? -1))
        labelPositions[name] = labels.count - 1
        let first = max(block.jumps, function.firstJump)
        var resolved: [Jump] = []
        while let position = waiting[name]?.last, position >= first {
            waiting[name]?.removeLast()
            jumps[position].isResolved = true
            resolved.append(jumps[position])
        }
        return resolved.reversed()
    }
}
