#!/bin/sh
# Puts the OpenClaw of this recovery point back, program and data together, with neither Node nor moltd.
#
#   sh rescue.sh          says what it will do, and asks
#   sh rescue.sh --yes    does not ask
#
# What is there now is moved into a folder beside this one; nothing is deleted. May be run again after a failure.
set -eu
PATH=$PATH:/usr/local/bin:/usr/bin:/bin
umask 077

# values: begin
unit=
version=
package=
state=
port=
armed=
hold=
each_part() { :; }
each_launcher() { :; }
each_loose_file() { :; }
each_workspace() { :; }
# values: end

point=$(cd "$(dirname "$0")" && pwd -P)
stamp=$(date +%Y%m%d-%H%M%S)
aside=$(dirname "$point")/rescue-$stamp-$$.aside
XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
export XDG_RUNTIME_DIR

say() { printf '%s\n' "$*"; }
fail() {
  say "It did not work: $*"
  exit 1
}
trap '[ $? = 0 ] || say "Stopped half-way. What was there before is in $aside (if that exists); run this script again."' EXIT

has_systemd() { command -v systemctl >/dev/null && systemctl --user show-environment >/dev/null 2>&1; }

confirm() {
  say "This puts OpenClaw $version back as it was when this recovery point was made:"
  say "  program  $package"
  say "  data     $state (not your workspaces and media)"
  say "  service  $unit"
  say "What is there now goes to $aside"
  [ "${1-}" = --yes ] && return
  printf 'Go on? [y/N] '
  read -r answer || answer=
  case $answer in y | Y | yes) ;; *) say 'Nothing was done.'; trap - EXIT; exit 0 ;; esac
}

stop_gateway() {
  if has_systemd; then
    say "Stopping $unit ..."
    systemctl --user stop "$unit" || fail "$unit does not stop"
  else
    say "There is no systemd to ask: make sure that the gateway is not running."
  fi
}

# Is this top entry of the state folder the user's, or not worth keeping? The same table as in docs/recovery.md.
stays() {
  case $1 in
    cache | tmp | logs | completions | media | sandboxes | models | workspace* | .moltd-* | *.log | *.lock | *.sock | *.pid) return 0 ;;
  esac
  return 1
}

set_aside() {
  say 'Setting aside what is there now ...'
  mkdir -p "$aside/state"
  each_part set_part_aside
  for entry in "$state"/* "$state"/.[!.]* "$state"/..?*; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    stays "${entry##*/}" || mv "$entry" "$aside/state/" || fail "cannot move $entry"
  done
  # A workspace inside a folder that has just been moved goes back to its place.
  for folder in "$aside"/state/agents/*/workspace*; do
    [ -d "$folder" ] || continue
    return_to_place "${folder#"$aside"/state/}"
  done
  each_workspace return_to_place
}

return_to_place() {
  [ -e "$aside/state/$1" ] || return 0
  mkdir -p "$(dirname "$state/$1")"
  mv "$aside/state/$1" "$state/$1"
}

set_part_aside() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  mkdir -p "$(dirname "$aside/$2")"
  mv "$1" "$aside/$2" || fail "cannot move $1"
}

restore_part() {
  mkdir -p "$(dirname "$1")"
  rm -rf "$1.rescue"
  # Files of a checkout are changed in place: a link would change the recovery point, too.
  { [ ! -e "$point/$2/.git" ] && cp -al "$point/$2" "$1.rescue" 2>/dev/null; } || {
    rm -rf "$1.rescue"
    cp -a "$point/$2" "$1.rescue"
  }
  mv "$1.rescue" "$1"
}

restore_program() {
  say 'Putting the program back ...'
  each_part restore_part
}

# Names, one a line; a line break within a name travels as \001.
names_of() { (cd "$1" && find . \( -type f -o -type l \) -print0) | tr '\n\0' '\001\n' | LC_ALL=C sort; }

restore_state() {
  say 'Putting the data back ...'
  mkdir -p "$state"
  layout=$state/.moltd-rescue
  rm -rf "$layout"
  cp -a "$point/state" "$layout"
  exact=$point/exact
  [ -d "$exact" ] || exact=$point/exact.old
  if [ -f "$exact/existing" ]; then
    # What the gateway had changed when it stopped, and without what it had deleted by then.
    cp -a "$exact/files/." "$layout/"
    tr '\n\0' '\001\n' <"$exact/existing" | LC_ALL=C sort >"$aside/existing"
    names_of "$layout" | LC_ALL=C comm -23 - "$aside/existing" | tr '\001\n' '\n\0' |
      (cd "$layout" && xargs -0 -r rm -f --)
  fi
  cp -a "$layout/." "$state/"
  rm -rf "$layout"
}

restore_loose_file() {
  mkdir -p "$(dirname "$1")"
  [ ! -e "$1" ] || cp -p "$1" "$aside/$(basename "$2")"
  cp -pP "$point/$2" "$1"
}

restore_launcher() {
  mkdir -p "$(dirname "$1")"
  [ ! -e "$1" ] || [ -L "$1" ] || mv "$1" "$aside/"
  ln -sfn "$2" "$1"
}

start_gateway() {
  # Else moltd would go on where it was, or keep the gateway from starting.
  rm -f "$armed" "$hold"
  sync
  has_systemd || { say "Done. Start the gateway as you usually do."; return; }
  systemctl --user daemon-reload
  systemctl --user reset-failed "$unit" 2>/dev/null || :
  say "Starting $unit ..."
  systemctl --user start "$unit" || fail "$unit does not start; see: journalctl --user -u $unit -n 50"
  waited=0
  while [ "$waited" -lt 180 ]; do
    if answers; then
      say "OpenClaw $version answers on port $port. What was there before is in $aside"
      return
    fi
    sleep 1
    waited=$((waited + 1))
  done
  fail "nothing answers on port $port; see: journalctl --user -u $unit -n 50"
}

answers() {
  if command -v curl >/dev/null; then
    curl -s -o /dev/null --noproxy '*' --max-time 2 "http://127.0.0.1:$port/healthz"
  else
    [ "$(systemctl --user is-active "$unit")" = active ]
  fi
}

for part in package state; do
  [ -d "$point/$part" ] || fail "$point is not a whole recovery point: it has no folder $part"
done
confirm "$@"
stop_gateway
set_aside
restore_program
restore_state
each_loose_file restore_loose_file
each_launcher restore_launcher
start_gateway
