# Completion of the words of charon, for fish.

# Whether options may stand where the cursor is: the words after the script are its own.
function __charon_takes_options
    set -l words (commandline -opc)
    set -l is_argument no
    for word in $words[2..-1]
        if test $is_argument = yes
            set is_argument no
            continue
        end
        switch $word
            case -e -l --format --workers
                set is_argument yes
            case --check
                return 0
            case -- -
                return 1
            case '-*'
            case '*'
                return 1
        end
    end
    return 0
end

complete -c charon -n __charon_takes_options -s e -x -d 'Run the text STAT'
complete -c charon -n __charon_takes_options -s i -d 'Start the prompt after the options and the script'
complete -c charon -n __charon_takes_options -s l -x -d 'Require the library NAME into the global NAME'
complete -c charon -n __charon_takes_options -s v -l version -d 'Show the version'
complete -c charon -n __charon_takes_options -s h -l help -d 'Show the help'
complete -c charon -n __charon_takes_options -s W -d 'Turn warnings on'
complete -c charon -n __charon_takes_options -s E -d 'Ignore LUA_PATH and LUA_CPATH'
complete -c charon -n __charon_takes_options -l emit-lua -d 'Print the Lua text of the script instead of running it'
complete -c charon -n __charon_takes_options -l check -d 'Report what is wrong with scripts, without running them'
complete -c charon -n __charon_takes_options -l format -x -a 'text json' -d 'Report it as text or as JSON'
complete -c charon -n __charon_takes_options -l workers -x -d 'Run the script N times side by side, sharing its ports'
complete -c charon -n __charon_takes_options -k -a '(__fish_complete_suffix .pluto)'
