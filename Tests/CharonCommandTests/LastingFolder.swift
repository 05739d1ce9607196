import Foundation
import Synchronization

/// A folder that several tests use: it goes away with the process.
enum LastingFolder {
    private static let made = Mutex<[URL]>([])
    private static let removal: Void = {
        atexit {
            for folder in LastingFolder.made.withLock({ $0 }) { try? FileManager.default.removeItem(at: folder) }
        }
    }()

    /// A place for a folder that is not there yet.
    ///
    /// - Parameter name: what it is for, a part of its name.
    static func place(for name: String) -> URL {
        removal
        let folder = FileManager.default.temporaryDirectory.appending(path: "charon-\(name)-\(UUID().uuidString)")
        made.withLock { $0.append(folder) }
        return folder
    }
}
