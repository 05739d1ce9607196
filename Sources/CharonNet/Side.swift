/// Which end of a conversation a socket is.
package enum Side: Hashable, Sendable {
    /// The one that called.
    case client
    /// The one that was called.
    case server
}
