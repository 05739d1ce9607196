internal import CCharon

/// SIGINT and SIGTERM, which interrupt the scripts of the one machine that installed them.
package enum Signals {
    /// Gives them back: the machine's scripts are no longer interrupted.
    package static func remove() { charon_signals_remove() }

    /// Lets SIGINT interrupt what runs as often as it comes, and never end the program.
    package static func keepSession() { charon_signals_keep_session() }

    /// Forgets the SIGINTs that came, since what they interrupted has ended.
    package static func forget() { charon_signals_forget() }

    /// A descriptor to which a signal writes 8 bytes, so that a wait ends; -1 for none. Source: eventfd(2).
    package static func wake(descriptor: Int32) { charon_signals_wake(descriptor) }

    /// The number of the signal that has come, 0 for none. SIGTERM stays; others are taken.
    package static func take() -> Int32 { charon_signals_take() }

    /// The number of the first signal that came, taken or not; 0 for none.
    package static var seen: Int32 { charon_signals_seen() }
}
