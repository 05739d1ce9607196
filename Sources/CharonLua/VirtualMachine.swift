internal import CCharon
internal import CLua

/// A Lua state and what belongs to all of its threads: counted memory, the runtime's record per thread.
///
/// Confined to one thread of the process. Source: Lua 5.4 manual, lua_newstate.
@safe
@usableFromInline
package final class VirtualMachine {
    private let block: UnsafeMutablePointer<charon_vm>
    /// How the collector works. The number is the pause between cycles in percent of the heap, 0 for none.
    private enum Pace: Int32 {
        case generations = 0
        case fewCycles = 400
        case cycles = 200
        /// As the script wants it.
        case script = -1
    }

    /// What was last asked of the collector; nil as long as it works as Lua has it.
    private var pace: Pace?

    /// The main thread.
    package let main: LuaState

    /// - Parameter memoryLimit: bytes that scripts may hold before allocations are refused with
    ///   `not enough memory`; 0 is no limit.
    /// - Returns: nil if there is no memory for a state.
    package init?(memoryLimit: Int) {
        let opened = unsafe charon_open(
            { unsafe enterHostFunction($0, $1, $2) },
            { unsafe Unmanaged<AnyObject>.fromOpaque($0).release() },
            max(memoryLimit, 0))
        guard let opened = unsafe opened, let state = unsafe opened.pointee.main.state else { return nil }
        unsafe block = opened
        unsafe main = LuaState(unsafe: state)
    }

    /// Closes the state: runs the pending finalisers and frees everything. Neither the machine nor any of
    /// its threads may be used after it.
    package func close() {
        unsafe charon_close(block)
    }

    /// Opens Lua's standard libraries, with a `print` that does not ignore failures. Source: luaL_openlibs.
    ///
    /// - Parameter ignoresEnvironment: whether `LUA_PATH` and `LUA_CPATH` have no effect.
    package func openLibraries(ignoresEnvironment: Bool = false) {
        if ignoresEnvironment { unsafe charon_ignore_environment(main.pointer) }
        unsafe luaL_openlibs(main.pointer)
        unsafe charon_install_print(main.pointer)
        unsafe charon_install_coroutines(main.pointer)
        unsafe charon_install_collector(main.pointer)
        if !charon_modules_are_sound() { unsafe charon_refuse_modules(main.pointer) }
    }

    /// Puts what the base library of Pluto has in C into the table on top of the main thread.
    package func setBaseFunctions() { unsafe charon_set_base_functions(main.pointer) }

    /// Memory for bytes that become a string without being copied, if they fill more than half of it.
    ///
    /// - Returns: where its address is found, which changes when a string has been made of it; nil if there is no
    ///   memory, and for a third area. Valid until the machine is closed.
    package func openArea(capacity: Int) -> UnsafeMutablePointer<UnsafeMutableRawPointer?>? {
        guard let area = unsafe charon_open_area(block, capacity) else { return nil }
        // The address is the first member.
        return unsafe UnsafeMutableRawPointer(area).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    }

    /// Lets SIGINT and SIGTERM interrupt this machine's scripts; one machine of the process can have them.
    package func installSignals() { unsafe charon_signals_install(block) }

    /// Keeps the collector from working while nothing of what is made becomes garbage.
    package func withoutCollector<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
        unsafe charon_collector(main.pointer, false)
        defer { unsafe charon_collector(main.pointer, true) }
        try body()
    }

    /// Sets how the collector works by the size of the heap, garbage included, unless the script has chosen itself.
    ///
    /// A small heap is collected by generations: what a connection leaves behind is found without looking at the rest,
    /// and soon, so that the next strings get memory that the processor's caches still know. A large one that is full
    /// of what lasts is cheaper to collect in cycles, the fewer the smaller it is. To be called now and then; costs a
    /// comparison or two unless the heap has changed much. Source: Lua 5.4 manual, section 2.5.
    package func paceCollector() {
        let used = unsafe block.pointee.used
        let smallHeap = pace == .generations ? 8 << 20 : 2 << 20
        let wanted: Pace = used < smallHeap ? .generations : used < 32 << 20 ? .fewCycles : .cycles
        if wanted == pace || pace == .script { return }
        switch unsafe charon_pace_collector(block, wanted.rawValue) {
        case CHARON_PACED: pace = wanted
        case CHARON_PACED_BY_SCRIPT: pace = .script
        default: break
        }
    }

    /// Bytes that Lua holds.
    package var usedMemory: Int { unsafe block.pointee.used }

    /// Whether scripts hold more than their limit. Lua refuses to go beyond it, but not while Swift is the direct
    /// caller, so whoever pushes a lot there looks at this now and then.
    package var isOverLimit: Bool { unsafe block.pointee.limit != 0 && block.pointee.used > block.pointee.limit }

    /// Bytes that scripts may still take, `Int.max` if there is no limit.
    package var availableMemory: Int {
        let limit = unsafe block.pointee.limit
        return limit == 0 ? .max : max(0, unsafe limit - block.pointee.used)
    }

    /// Counts memory outside of Lua, which an object of a script's holds, as if Lua held it.
    ///
    /// - Parameter bytes: 0 or more; they must be given back with `refund`.
    /// - Returns: false if the limit does not allow it; then nothing is counted.
    package func charge(_ bytes: Int) -> Bool {
        let used = unsafe block.pointee.used
        let limit = unsafe block.pointee.limit
        guard limit == 0 || used <= limit && bytes <= limit - used else { return false }
        unsafe block.pointee.used = used + bytes
        return true
    }

    /// Gives back what `charge` counted.
    package func refund(_ bytes: Int) { unsafe block.pointee.used -= bytes }

    /// Runs `body` with the record of a thread, which keeps it meanwhile; nil if it has none.
    ///
    /// The thread must be one that runs, or that is referred to from a stack or the registry.
    @inlinable
    @inline(__always)
    package static func withRecord<Record: AnyObject, Result>(
        of state: LuaState, as type: Record.Type, _ body: (Record) -> Result
    ) -> Result? {
        guard let record = unsafe recordPointer(of: state) else { return nil }
        // Records are of one class in one machine: `setRecord` is called by the runtime only.
        return unsafe Unmanaged<Record>.fromOpaque(record)._withUnsafeGuaranteedRef(body)
    }

    /// The reference to the record of a thread. Apart from what is generic, which goes into its callers.
    @usableFromInline
    static func recordPointer(of state: LuaState) -> UnsafeMutableRawPointer? {
        let thread = unsafe charon_thread_of(state.pointer)
        return unsafe thread.pointee.state == state.pointer ? thread.pointee.record : nil
    }

    /// The record of a thread, nil until `setRecord`.
    package static func record<Record: AnyObject>(of state: LuaState, as type: Record.Type) -> Record? {
        withRecord(of: state, as: type) { $0 }
    }

    /// Gives the thread `state` a record that lives until the thread is collected, or a little longer.
    package func setRecord(_ record: AnyObject, of state: LuaState) {
        let owned = unsafe Unmanaged.passRetained(record).toOpaque()
        if state == main {
            unsafe block.pointee.main.record = owned
        } else {
            unsafe charon_adopt_thread(state.pointer, owned)
        }
    }
}
