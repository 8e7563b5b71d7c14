# bash completion for qom-fuse and its tools. Names come from the running QEMU; a monitor that is
# held by somebody else costs a second and completes nothing.

# The words that choose the monitor, in `monitor`; fails where none is named.
_qom_fuse_monitor() {
  local i
  monitor=()
  for ((i = 1; i < cword; i++)); do
    [[ ${words[i]} != -s && ${words[i]} != --socket ]] || monitor=(-s "${words[i + 1]}")
  done
  [[ ${#monitor[@]} != 0 || -n ${QMP_SOCKET-} ]]
}

# Completes a path of objects, of files too if asked for `properties`; `@` marks links.
_qom_fuse_paths() {
  local monitor folder= name names=()
  _qom_fuse_monitor || return
  [[ $cur != */* ]] || folder=${cur%/*}/
  while IFS= read -r name; do
    [[ $name == */ || $1 == properties ]] || continue
    name=${name#@}
    [[ $folder$name != "$cur"* ]] || names+=("$folder$name")
  done < <(qom-list "${monitor[@]}" --timeout 1 "${folder:-/}" 2>/dev/null)
  [[ $folder != '' ]] || names=("${names[@]/#//}")
  COMPREPLY+=("${names[@]}")
  compopt -o filenames -o nospace
}

_qom_fuse_schema() {
  local monitor
  _qom_fuse_monitor || return
  qmp "${monitor[@]}" --timeout 1 help "$@" 2>/dev/null
}

# Where the command of qmp stands among the words; 0 if it is not there yet.
_qom_fuse_command() {
  local i
  for ((i = 1; i < cword; i++)); do
    case ${words[i]} in
      -s | --socket | --timeout | --json) ((i++)) ;;
      -*) ;;
      *) echo "$i"; return ;;
    esac
  done
  echo 0
}

_qom_fuse_qmp() {
  local at names
  at=$(_qom_fuse_command)
  if ((at == 0)); then
    names="events help $(_qom_fuse_schema | sed -n '/^Events:/q; s/^  //p')"
  elif [[ ${words[at]} == help ]]; then
    names=$(_qom_fuse_schema | sed -n 's/^  //p')
  elif [[ ${words[at]} == events ]]; then
    names="--count --timeout $(_qom_fuse_schema | sed -n '1,/^Events:/d; s/^  //p')"
  else
    names=$(_qom_fuse_schema "${words[at]}" |
      sed -n '/^Returns/q; s/^  \([^ :]*\): .*/--\1=/p')
    compopt -o nospace
  fi
  COMPREPLY+=($(compgen -W "$names" -- "$cur"))
}

_qom_fuse() {
  local cur prev words cword
  _get_comp_words_by_ref -n := cur prev words cword
  local program=${1##*/} options='-s --socket --timeout --insecure-tcp -h --help -V --version'
  case $prev in
    -s | --socket) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames; return ;;
    --timeout | --count | --json | -d) return ;;
    -o)
      COMPREPLY=($(compgen -W 'ro uid= gid= umask= timeout= readahead_timeout= deadline= noreconnect insecure_tcp share=
        allow_other allow_root auto_unmount fsname= subtype=' -- "${cur##*,}"))
      compopt -o nospace
      return
      ;;
  esac
  case $program in
    qom-fuse) options='-s --socket -o -f --foreground -d --debug -h --help -V --version' ;;
    qom-get) options+=' -j --json' ;;
    qom-list) options+=' -l --long -j --json' ;;
    qom-tree) options+=' -d --depth -j --json' ;;
    qmp) options+=' --json' ;;
    qmp-shell) options+=' -v --verbose -p --pretty -H --hmp -N --skip-negotiation' ;;
  esac
  if [[ $cur == -* && ($program != qmp || $(_qom_fuse_command) == 0) ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    return
  fi
  case $program in
    qom-get | qom-set) _qom_fuse_paths properties ;;
    qom-list | qom-tree) _qom_fuse_paths ;;
    qmp) _qom_fuse_qmp ;;
    *) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames ;;
  esac
}

complete -F _qom_fuse qom-fuse qom-get qom-set qom-list qom-tree qmp qmp-shell
