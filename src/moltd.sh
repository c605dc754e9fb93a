#!/bin/sh
# moltd's launcher: its own Node where npm brought one along, else the one on PATH.
self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=${self%/*}/$target ;;
  esac
done
root=$(CDPATH='' cd -- "${self%/*}/.." && pwd -P) || exit 1
for node in "$root"/node_modules/node-linux-*/bin/node "$root"/../node-linux-*/bin/node; do
  [ -x "$node" ] && exec "$node" "$root/dist/bin.js" "$@"
done
exec node "$root/dist/bin.js" "$@"
