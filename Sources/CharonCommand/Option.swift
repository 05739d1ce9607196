/// An option of the command, by its shortest spelling. Source: lua(1).
///
/// What the command accepts and what its help lists both come from here; the manual page and the completions of shells
/// are held against it by a test.
enum Option: String, CaseIterable {
    case execute = "-e"
    case interactive = "-i"
    case require = "-l"
    case version = "-v"
    case help = "-h"
    case warnings = "-W"
    case ignoringEnvironment = "-E"
    case emitLua = "--emit-lua"
    case check = "--check"
    case format = "--format"
    case workers = "--workers"

    /// The option that a word is; nil if it is none. `-e` and `-l` may have their argument in the same word.
    init?(word: String) {
        let found = Self.allCases.first { option in
            word == option.rawValue || word == option.longName
                || option.takesJoinedArgument && word.hasPrefix(option.rawValue)
        }
        guard let found else { return nil }
        self = found
    }

    /// The other spelling.
    var longName: String? {
        switch self {
        case .version: "--version"
        case .help: "--help"
        default: nil
        }
    }

    /// What follows the option.
    var argument: String? {
        switch self {
        case .execute: "STAT"
        case .require: "NAME"
        case .check: "FILE..."
        case .format: "FORMAT"
        case .workers: "N"
        default: nil
        }
    }

    /// Whether the argument may follow without a blank.
    var takesJoinedArgument: Bool { self == .execute || self == .require }

    /// What it does, on one line of the help.
    private var summary: String {
        switch self {
        case .execute: "run the text STAT"
        case .interactive: "start the prompt after the options and the script"
        case .require: "require the library NAME into the global NAME"
        case .version: "show the version"
        case .help: "show this help"
        case .warnings: "turn warnings on"
        case .ignoringEnvironment: "ignore LUA_PATH and LUA_CPATH"
        case .emitLua: "print the Lua text of the script instead of running it"
        case .check: "report what is wrong with scripts, without running them"
        case .format: "report it as 'text' (the default) or as 'json'"
        case .workers: "run the script N times side by side, sharing its ports"
        }
    }

    /// What `--help` shows.
    static let usage: String = {
        var rows = allCases.map { option in
            var left = option.longName.map { "\(option.rawValue), \($0)" } ?? option.rawValue
            if let argument = option.argument { left += " " + argument }
            return (left, option.summary)
        }
        rows.append(("--", "end the options"))
        rows.append(("-", "end the options and run the standard input"))
        let lines = rows.map { left, right in
            "  " + left + String(repeating: " ", count: 18 - left.count) + right + "\n"
        }
        return """
            usage: charon [options] [script [args]]
            Available options are:
            \(lines.joined())\
            Without a script, -e and -v, charon runs its standard input: at a prompt if that is a terminal.

            """
    }()
}
