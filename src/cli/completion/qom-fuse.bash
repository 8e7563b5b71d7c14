# bash completion for qom-fuse and its tools. Names come from the running QEMU; a monitor that is
# held by somebody else costs a second and completes nothing. What comes from QEMU is text of others:
# it is compared, never evaluated, and offered only where it cannot mean anything to the shell.

# A word of the command line as the program will see it, in `plain`.
_qom_fuse_unquote() {
  plain=${1//[\"\'\\]/}
  [[ $1 != '~/'* ]] || plain=$HOME/${plain:2}
}

# The words that choose the monitor, in `monitor`; fails where none is named.
_qom_fuse_monitor() {
  local i plain=
  monitor=()
  for ((i = 1; i < cword; i++)); do
    case ${words[i]} in
      -s | --socket) _qom_fuse_unquote "${words[i + 1]}" ;;
      --socket=*) _qom_fuse_unquote "${words[i]#*=}" ;;
      -s?*) _qom_fuse_unquote "${words[i]#-s}" ;;
      *) continue ;;
    esac
    monitor=(-s "$plain")
  done
  [[ ${#monitor[@]} != 0 || -n ${QMP_SOCKET-} ]]
}

# Offers those of the lines of standard input that begin as the word does, behind $1.
_qom_fuse_offer() {
  local line
  while IFS= read -r line; do
    [[ $1$line != "$cur"* ]] || COMPREPLY+=("$1$line")
  done
}

# The same for names from QEMU; what a shell would not take as it is, is left out.
_qom_fuse_offer_names() {
  local -x LC_ALL=C
  _qom_fuse_offer '' < <(grep -x -e '[-A-Za-z0-9_.=]*')
}

# Bash replaces only what stands behind the last = and : of the word, unless they part no words.
_qom_fuse_cut() {
  local breaks=${COMP_WORDBREAKS//[^=:]/} kept i
  [[ -n $breaks ]] || return 0
  kept=${cur%"${cur##*[$breaks]}"}
  for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do COMPREPLY[i]=${COMPREPLY[i]#"$kept"}; done
}

# Completes the name of a file behind $1 of the word.
_qom_fuse_files() {
  local word=$cur before=$1
  [[ $cur != "$before"unix:* ]] || before+=unix:
  cur=${cur#"$before"}
  _filedir
  cur=$word
  COMPREPLY=("${COMPREPLY[@]/#/$before}")
  _qom_fuse_cut
}

# Completes the last of mount options that are parted by commas; $1 stands before them in the word.
_qom_fuse_mount_options() {
  local before=$1 option=${cur#"$1"}
  [[ $option != *,* ]] || before+=${option%,*},
  option=${option##*,}
  compopt -o nospace
  case $option in
    uid=*) _qom_fuse_offer "${before}uid=" < <(compgen -u) ;;
    gid=*) _qom_fuse_offer "${before}gid=" < <(compgen -g) ;;
    share=*) _qom_fuse_files "${before}share="; return ;;
    *) _qom_fuse_offer "$before" < <(printf '%s\n' ro uid= gid= umask= timeout= readahead_timeout= \
      deadline= share= noreconnect insecure_tcp nosymfollow allow_other allow_root auto_unmount fsname= subtype=) ;;
  esac
  _qom_fuse_cut
}

# What an object holds, but for names with signs that mean something to bash even as it quotes them.
_qom_fuse_list() {
  qom-list "${monitor[@]}" --timeout 1 "$1" 2>/dev/null | grep -v "[\$\`\\\"'!]"
}

# Offers PATH.PROPERTY. Names of objects may hold dots, too, so the property may begin behind any of them.
_qom_fuse_properties() {
  local path=$plain name
  while [[ ${path##*/} == ?*.* ]]; do
    path=${path%.*}
    while IFS= read -r name; do
      name=${name#@}
      [[ $name == */ || $path.$name != "$plain"* ]] || names+=("$path.$name")
    done < <(_qom_fuse_list "$path")
  done
}

# Completes a path of objects, of properties too if asked for; `@` marks links. Bash quotes the names
# as it quotes those of files.
_qom_fuse_paths() {
  local monitor plain= folder= name names=()
  _qom_fuse_monitor || return
  _qom_fuse_unquote "$cur"
  [[ $plain != */* ]] || folder=${plain%/*}/
  while IFS= read -r name; do
    [[ $name == */ || $1 == properties ]] || continue
    name=${name#@}
    [[ $folder$name != "$plain"* ]] || names+=("$folder$name")
  done < <(_qom_fuse_list "${folder:-/}")
  [[ $folder != '' ]] || names=("${names[@]/#//}")
  [[ $1 != properties ]] || _qom_fuse_properties
  COMPREPLY+=("${names[@]}")
  compopt -o filenames -o nospace
  _qom_fuse_cut
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
  local at
  at=$(_qom_fuse_command)
  if ((at == 0)); then
    _qom_fuse_offer_names < <(printf '%s\n' events help; _qom_fuse_schema | sed -n '/^Events:/q; s/^  //p')
  elif [[ ${words[at]} == help ]]; then
    _qom_fuse_offer_names < <(echo --help; _qom_fuse_schema | sed -n 's/^  //p')
  elif [[ ${words[at]} == events ]]; then
    _qom_fuse_offer_names < <(printf '%s\n' --count --timeout --help
      _qom_fuse_schema | sed -n '1,/^Events:/d; s/^  //p')
  else
    _qom_fuse_offer_names < <(echo --help; _qom_fuse_schema "${words[at]}" |
      sed -n '/^Returns/q; s/^  \([^ :]*\): .*/--\1=/p')
    [[ ${COMPREPLY-} != *= ]] || compopt -o nospace
  fi
}

_qom_fuse_options() {
  local options='-s --socket --insecure-tcp -h --help -V --version'
  case $1 in
    qom-fuse) options+=' -o -f --foreground -d --debug' ;;
    *) options+=' --timeout' ;;&
    qom-get) options+=' -j --json' ;;
    qom-list) options+=' -l --long -j --json' ;;
    qom-tree) options+=' -d --depth -j --json' ;;
    qmp) options+=' --json' ;;
    qmp-shell) options+=' -v --verbose -p --pretty -H --hmp -N --skip-negotiation' ;;
  esac
  _qom_fuse_offer '' < <(printf '%s\n' $options)
}

_qom_fuse() {
  local cur prev words cword
  _get_comp_words_by_ref -n := cur prev words cword
  local program=${1##*/}
  case $program' '$prev in
    *' -s' | *' --socket') _qom_fuse_files ''; return ;;
    'qom-fuse -o') _qom_fuse_mount_options ''; return ;;
    *' --timeout' | *' --count' | 'qmp --json' | 'qom-tree -d' | 'qom-tree --depth') return ;;
  esac
  case $cur in
    --socket=*) _qom_fuse_files --socket=; return ;;
    -o?*) [[ $program != qom-fuse ]] || { _qom_fuse_mount_options -o; return; } ;;
    -s?*) _qom_fuse_files -s; return ;;
  esac
  if [[ $cur == -* && ($program != qmp || $(_qom_fuse_command) == 0) ]]; then
    _qom_fuse_options "$program"
    return
  fi
  case $program in
    qom-get | qom-set) _qom_fuse_paths properties ;;
    qom-list | qom-tree) _qom_fuse_paths ;;
    qmp) _qom_fuse_qmp ;;
    *) _qom_fuse_files '' ;;
  esac
}

complete -F _qom_fuse qom-fuse qom-get qom-set qom-list qom-tree qmp qmp-shell
