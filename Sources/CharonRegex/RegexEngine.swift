internal import CPCRE2
package import CharonSystem

/// What searches need besides a pattern: limits, memory for groups and for backtracking. One for each thread.
///
/// A search stops at 10 million steps at one place, 64 MiB of memory, or two seconds. Source: pcre2api(3), The match
/// context.
@safe
package final class RegexEngine {
    let compileContext: OpaquePointer
    private let matchContext: OpaquePointer
    private let budget: UnsafeMutablePointer<WorkBudget>
    private var machineStack: OpaquePointer?
    private var groups: OpaquePointer?
    private var groupCapacity = 0
    /// How many groups the last match has.
    private var matched = 0

    private static let stepLimit: UInt32 = 10_000_000
    private static let memoryLimitInKiB: UInt32 = 64 * 1024
    private static let maxPatternBytes = 1 << 20
    private static let maxMachineStack = 512 * 1024

    /// - Throws: `outOfMemory`.
    package init() throws(RegexError) {
        let compileContext = unsafe pcre2_compile_context_create_8(nil)
        let matchContext = unsafe pcre2_match_context_create_8(nil)
        guard let compileContext = unsafe compileContext, let matchContext = unsafe matchContext else {
            unsafe pcre2_compile_context_free_8(compileContext)
            unsafe pcre2_match_context_free_8(matchContext)
            throw .outOfMemory
        }
        unsafe self.compileContext = compileContext
        unsafe self.matchContext = matchContext
        unsafe budget = .allocate(capacity: 1)
        unsafe budget.initialize(to: WorkBudget())
        // What these are by default was chosen when the library was built.
        unsafe pcre2_set_newline_8(compileContext, UInt32(PCRE2_NEWLINE_LF))
        unsafe pcre2_set_bsr_8(compileContext, UInt32(PCRE2_BSR_UNICODE))
        unsafe pcre2_set_parens_nest_limit_8(compileContext, 250)
        unsafe pcre2_set_max_pattern_length_8(compileContext, Self.maxPatternBytes)
        unsafe pcre2_set_match_limit_8(matchContext, Self.stepLimit)
        unsafe pcre2_set_heap_limit_8(matchContext, Self.memoryLimitInKiB)
        unsafe pcre2_set_callout_8(matchContext, { _, budget in
            guard let budget = unsafe budget?.assumingMemoryBound(to: WorkBudget.self) else { return 0 }
            return unsafe budget.pointee.spend() ? 0 : PCRE2_ERROR_MATCHLIMIT
        }, budget)
    }

    deinit {
        unsafe pcre2_match_data_free_8(groups)
        unsafe pcre2_jit_stack_free_8(machineStack)
        unsafe pcre2_match_context_free_8(matchContext)
        unsafe pcre2_compile_context_free_8(compileContext)
        unsafe budget.deallocate()
    }

    /// Starts the budget of a search, or of the searches that belong together.
    package func begin() { unsafe budget.pointee = WorkBudget() }

    /// Looks for the first match.
    ///
    /// - Parameters:
    ///   - text: what is searched; `^` and look-behind see all of it.
    ///   - start: the byte at which the search begins, 0 up to the count of `text`.
    ///   - isAnchored: whether a match must begin there.
    ///   - isNotEmpty: whether an empty match there is none.
    /// - Returns: whether there is one; `range(of:)` tells where.
    /// - Throws: `matchLimit`, `outOfMemory`.
    /// - Complexity: bounded by the limits. Source: pcre2_match(3).
    package func find(
        _ pattern: Pattern, in text: BorrowedBytes, from start: Int = 0, anchored isAnchored: Bool = false,
        notEmptyAtStart isNotEmpty: Bool = false
    ) throws(RegexError) -> Bool {
        let compiled = try pattern.compiled(anchored: isAnchored, engine: self)
        let groups = unsafe try makeRoom(for: pattern.groupCount)
        compiled.note(text.count - start)
        if compiled.hasMachineCode { try makeMachineStack() }
        let options = isNotEmpty ? PCRE2_NOTEMPTY_ATSTART : 0
        var result = unsafe match(compiled.code, text, start, options, groups)
        var isInterpreted = !compiled.hasMachineCode
        if result == PCRE2_ERROR_JIT_STACKLIMIT {
            // The interpreter's memory is bounded by the heap limit alone.
            result = unsafe match(compiled.code, text, start, options | PCRE2_NO_JIT, groups)
            isInterpreted = true
        }
        matched = max(0, Int(result))
        if result > 0 { return true }
        if isInterpreted, result < PCRE2_ERROR_NOMATCH || text.count > 4096 {
            // The memory for backtracking stays with the groups.
            unsafe pcre2_match_data_free_8(groups)
            unsafe self.groups = nil
            groupCapacity = 0
        }
        switch result {
        case PCRE2_ERROR_NOMATCH: return false
        case PCRE2_ERROR_NOMEMORY: throw .outOfMemory
        default: throw .matchLimit
        }
    }

    /// Where a group of the last match stands in its text, nil if it took no part.
    package func range(of group: Int) -> Range<Int>? {
        guard group < matched, let groups = unsafe groups else { return nil }
        let bounds = unsafe pcre2_get_ovector_pointer_8(groups)
        guard let start = unsafe bounds?[2 * group], let end = unsafe bounds?[2 * group + 1], start >= 0, start <= end else {
            return nil
        }
        return start..<end
    }

    private func match(
        _ code: OpaquePointer, _ text: BorrowedBytes, _ start: Int, _ options: UInt32, _ groups: OpaquePointer
    ) -> Int32 {
        unsafe text.withUnsafeBytes { bytes in
            let subject = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe pcre2_match_8(code, subject, bytes.count, start, options, groups, matchContext)
        }
    }

    private func makeRoom(for count: Int) throws(RegexError) -> OpaquePointer {
        if count <= groupCapacity, let groups = unsafe groups { return unsafe groups }
        unsafe pcre2_match_data_free_8(groups)
        groupCapacity = max(count, 8)
        unsafe groups = pcre2_match_data_create_8(UInt32(groupCapacity), nil)
        guard let groups = unsafe groups else {
            groupCapacity = 0
            throw .outOfMemory
        }
        return unsafe groups
    }

    private func makeMachineStack() throws(RegexError) {
        if unsafe machineStack != nil { return }
        unsafe machineStack = pcre2_jit_stack_create_8(32 * 1024, Self.maxMachineStack, nil)
        guard let machineStack = unsafe machineStack else { throw .outOfMemory }
        unsafe pcre2_jit_stack_assign_8(matchContext, nil, UnsafeMutableRawPointer(machineStack))
    }
}
