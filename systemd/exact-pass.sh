#!/bin/sh
# The exact pass: copies what changed in OpenClaw's state since the live pass, at the moment when the gateway has
# stopped and nothing has migrated anything yet. Installed by moltd; the gateway's unit calls it at every stop.
# It does nothing unless armed, is bounded in time, and never keeps the gateway from starting: it always exits 0.
#
#   exact-pass.sh ARMED SECONDS      at a stop; ARMED holds one value a line: recovery point, state folder,
#                                    package folder, version to go back to, systemd's id of the run to be caught
#   exact-pass.sh list STATE POINT   writes POINT/live-list, which the pass at the stop is compared with
set -u
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# One order and one way to write times, whoever calls.
LC_ALL=C TZ=UTC0
export PATH LC_ALL TZ
umask 077

newline='
'

say() { echo "moltd exact pass: $*" >&2; }

# Every file and link of the state (classes as in docs/recovery.md), as NAMES, as LINES with what tells a change, or the ODD ones to be copied to $1.
find_state() {
  what=$1
  target=${2-}
  set -- -path ./cache -o -path ./tmp -o -path ./logs -o -path ./media -o -path ./sandboxes -o -path ./models \
    -o -path ./completions -o -path './workspace*' -o -path './agents/*/workspace*' -o -path './.moltd-*' \
    -o \( \( -name '*.log' -o -name '*.lock' -o -name '*.sock' -o -name '*.pid' \) \
    ! -path './npm/*' ! -path './npm-runtime/*' ! -path './extensions/*' ! -path './plugins/*' ! -path './skills/*' \
    ! -path './hooks/*' ! -path './tools/*' ! -path './git/*' ! -path './node_modules/*' ! -path '*/node_modules/*' \)
  while IFS= read -r own; do
    set -- "$@" -o -path "./$own"
  done <"$point/yours"
  case $what in
    names) find . -xdev \( "$@" \) -prune -o \( -type f -o -type l \) -print0 ;;
    lines)
      find . -xdev \( "$@" \) -prune -o ! -path "*$newline*" \( -type f -o -type l \) \
        -exec stat -c '%i %s %a %y %z %n' {} + | sort
      ;;
    # A name with a line break fits no list of lines: such a file is always copied.
    odd)
      find . -xdev \( "$@" \) -prune -o -path "*$newline*" \( -type f -o -type l \) \
        -exec cp -pP --parents -t "$target" -- {} +
      ;;
  esac
}

# Lines to paths: nothing before the path holds a slash.
paths() { sed 's|^[^/]*/||'; }

# A database is one thing with its -wal, -shm and -journal: when one changed, all that exist are taken.
with_companions() {
  sed 's/-wal$//; s/-shm$//; s/-journal$//' "$1" | sort -u |
    sed 'p; s/$/-wal/p; s/-wal$/-shm/p; s/-shm$/-journal/' | sort -u
}

# Has one of the changed databases a newer schema (bytes 60 to 63) than at the live pass? An older one only means that
# its newest pages are still in its -wal.
is_migrated() {
  while IFS= read -r line; do
    path=${line#* }
    [ -f "./$path" ] || continue
    grep -qxF -- "$path" "$1" || continue
    now=$(od -An -tx1 -j60 -N4 "./$path" | tr -d ' \n')
    [ $((0x${now:-0})) -le $((0x${line%% *})) ] || return 0
  done <"$point/schemas"
  return 1
}

# One command a line where it counts: of a pipe, sh only hears how its last one ended.
take() {
  new=$point/exact.tmp
  for list in live-list schemas yours; do
    [ -r "$point/$list" ] || return 1
  done
  rm -rf "$new" && mkdir "$new" "$new/files" && cd "$state" || return 1
  find_state names >"$new/existing" || return 1
  find_state lines >"$new/lines" || return 1
  paths <"$new/lines" | sort >"$new/names" || return 1
  comm -13 "$point/live-list" "$new/lines" >"$new/fresh" || return 1
  paths <"$new/fresh" >"$new/paths" || return 1
  with_companions "$new/paths" >"$new/candidates" || return 1
  comm -12 "$new/candidates" "$new/names" >"$new/changed" || return 1
  if is_migrated "$new/changed"; then
    say 'a database has a newer schema already; the earlier pass stays'
    return 1
  fi
  tr '\n' '\0' <"$new/changed" | xargs -0 -r cp -pP --parents -t "$new/files" -- || return 1
  find_state odd "$new/files" || return 1
  for list in lines names fresh paths candidates changed; do
    rm -f "$new/$list"
  done
  flush
  publish
}

# A few files are flushed by themselves, past whatever an updater has just written elsewhere; many are faster together.
flush() {
  if [ "$(find "$new" | wc -l)" -le 30 ]; then
    find "$new" -exec sync {} + 2>/dev/null || sync
  else
    sync -f "$new" 2>/dev/null || sync
  fi
}

# The earlier pass makes room only for a complete one.
publish() {
  rm -rf "$point/exact.old"
  [ ! -d "$point/exact" ] || mv "$point/exact" "$point/exact.old" || return 1
  mv "$new" "$point/exact" && rm -rf "$point/exact.old"
  sync "$point" 2>/dev/null || sync
}

version_on_disk() {
  sed -n 's/^[[:space:]]*"version"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' "$package/package.json" 2>/dev/null | head -n 1
}

at_stop() {
  { IFS= read -r point && IFS= read -r state && IFS= read -r package && IFS= read -r from; } <"$1" || return 0
  invocation=$(sed -n 5p "$1")
  [ -d "$point" ] && [ ! -e "$point/frozen" ] || return 0
  # Killed between its two renames, the last pass left the earlier one under its other name.
  [ -d "$point/exact" ] || [ ! -d "$point/exact.old" ] || mv "$point/exact.old" "$point/exact"
  on_disk=$(version_on_disk)
  if [ "$on_disk" = "$from" ]; then
    take || say 'not taken; the live pass counts'
  elif [ -n "$invocation" ] && [ "$invocation" = "${INVOCATION_ID-}" ]; then
    # The program was replaced under a running gateway: what stopped was still the old one, for the last time.
    take || say 'not taken; the live pass counts'
    : >"$point/frozen"
  elif [ -n "$on_disk" ]; then
    # Another version has run: from here on the state is its own.
    : >"$point/frozen"
  fi
}

if [ "$1" = list ]; then
  point=$3
  cd "$2" && find_state lines >"$3/live-list"
  exit
fi

[ -f "$1" ] || exit 0
if [ "${3-}" != bounded ] && command -v timeout >/dev/null; then
  timeout -k 2 "$2" /bin/sh "$0" "$1" "$2" bounded || say "ended after $2 seconds; the live pass counts"
  exit 0
fi
at_stop "$1"
exit 0
