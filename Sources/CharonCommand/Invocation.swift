/// What the command was asked to do. Source: lua(1).
struct Invocation: Equatable {
    enum Action: Equatable {
        /// `-e`: run the text.
        case execute(String)
        /// `-l`: require the module into a global of its name.
        case require(String)
        /// `-W`: turn warnings on.
        case warnings
    }

    enum Script: Equatable {
        case file(String)
        case standardInput
    }

    var actions: [Action] = []
    var script: Script?
    var scriptArguments: [String] = []
    /// How many words stand before the script: they have indexes below 0 in `arg`.
    var scriptIndex = 0
    var showsVersion = false
    var showsUsage = false
    var emitsLua = false
    /// `-E`: the variables that say where libraries are have no effect.
    var ignoresEnvironment = false
    /// `-i`: talk after the actions and the script.
    var isInteractive = false
    var workers = 1
    /// `--check`: whether scripts are looked at instead of run.
    var checks = false
    /// The scripts to look at; `-` is the standard input.
    var files: [String] = []
    var format = CheckCommand.Format.text

    /// Whether an `-e` is among the actions: then the command need not look for a script.
    var executesText: Bool {
        actions.contains { if case .execute = $0 { true } else { false } }
    }

    /// A mistake in the words of the command.
    struct UsageError: Error, Equatable {
        let message: String
    }

    /// - Parameter words: the command's words, its own name first.
    init(_ words: [String]) throws(UsageError) {
        var index = 1
        while index < words.count {
            let word = words[index]
            if word == "--" {
                index += 1
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                if !checks { break }
                files.append(word)
                index += 1
                continue
            }
            guard let option = Option(word: word) else {
                throw UsageError(message: "unrecognized option '\(word)'")
            }
            switch option {
            case .version:
                showsVersion = true
            case .interactive:
                isInteractive = true
                showsVersion = true
            case .help:
                showsUsage = true
            case .warnings:
                actions.append(.warnings)
            case .ignoringEnvironment:
                ignoresEnvironment = true
            case .emitLua:
                emitsLua = true
            case .check:
                checks = true
            case .format:
                index += 1
                guard index < words.count, let value = CheckCommand.Format(rawValue: words[index]) else {
                    throw UsageError(message: "'--format' needs 'text' or 'json'")
                }
                format = value
            case .workers:
                index += 1
                guard index < words.count, let count = Int(words[index]), (1...1024).contains(count) else {
                    throw UsageError(message: "'--workers' needs a number from 1 to 1024")
                }
                workers = count
            case .execute, .require:
                var value = String(word.dropFirst(option.rawValue.count))
                if value.isEmpty {
                    index += 1
                    guard index < words.count, option == .execute || !words[index].hasPrefix("-") else {
                        throw UsageError(message: "'\(word)' needs argument")
                    }
                    value = words[index]
                }
                actions.append(option == .execute ? .execute(value) : .require(value))
            }
            index += 1
        }
        scriptIndex = index
        if checks {
            files += words[min(index, words.count)...]
            if files.isEmpty { throw UsageError(message: "'--check' needs a file") }
            return
        }
        if index < words.count {
            script = words[index] == "-" ? .standardInput : .file(words[index])
            scriptArguments = Array(words[(index + 1)...])
        }
        if isInteractive, workers > 1 { throw UsageError(message: "'-i' and '--workers' do not go together") }
        if emitsLua, script == nil { throw UsageError(message: "'--emit-lua' needs a script") }
    }
}
