internal import CharonNet
internal import CharonSystem

/// The reasons that scripts get as second values: the one place where an error becomes text.
///
/// Source: library.md, section 12.
extension SocketError.Code {
    var reason: String { "" }
}
