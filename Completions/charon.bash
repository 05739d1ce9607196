# Completion of the words of charon, for bash 4.2 and newer.

_charon() {
  local word=${COMP_WORDS[COMP_CWORD]} checks= index
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    case ${COMP_WORDS[index]} in
      -e | -l | --format | --workers)
        ((++index < COMP_CWORD)) && continue
        [[ ${COMP_WORDS[COMP_CWORD - 1]} == --format ]] && COMPREPLY=($(compgen -W 'text json' -- "$word"))
        return
        ;;
      --check) checks=yes ;;
      -- | -) return ;;
      -*) ;;
      # The words after the script are its own.
      *) [[ $checks ]] || return ;;
    esac
  done
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W \
      '-e -i -l -v --version -h --help -W -E --emit-lua --check --format --workers --' -- "$word"))
    return
  fi
  compopt -o filenames 2>/dev/null
  local file
  while IFS= read -r file; do
    if [[ -d $file || $file == *.pluto || $file == *.lua ]]; then COMPREPLY+=("$file"); fi
  done < <(compgen -f -- "$word")
}

# Where nothing of this fits, any file does.
complete -o bashdefault -o default -F _charon charon
