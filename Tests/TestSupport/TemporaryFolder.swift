package import Foundation

/// A folder that a test has for itself, empty at first. Whoever makes it removes it.
package struct TemporaryFolder: Sendable {
    package let url: URL

    /// - Throws: Foundation's error if the folder cannot be made.
    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "charon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    package var path: String { url.path }

    /// Writes a file into the folder.
    ///
    /// - Returns: where it is.
    /// - Throws: Foundation's error if it cannot be written.
    @discardableResult
    package func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> URL {
        let file = url.appending(path: name)
        try Data(bytes).write(to: file)
        return file
    }

    @discardableResult
    package func write(_ text: String, to name: String) throws -> URL {
        try write(text.utf8, to: name)
    }

    /// Removes the folder with all that is in it.
    package func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}
