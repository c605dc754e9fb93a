#!/bin/sh
# Tells Discord, without Node, that a unit has failed: sh, sed, awk, curl.
#   moltd-failed.sh UNIT [WEBHOOK-FILE]
# Never fails itself: what it cannot tell Discord it says to the journal.
unit=$1
webhook=$2
LC_ALL=C
export LC_ALL

say() { printf 'moltd: %s\n' "$1" >&2; }

show() { systemctl --user show "$unit" --property="$1" --value 2>/dev/null; }

# Webhooks, tokens, passwords and long random words; as src/ports/redaction.ts does.
redact() {
  sed -E \
    -e 's#(discord(app)?\.com/api/(v[0-9]+/)?webhooks/)[^[:space:]"]+#\1[redacted]#g' \
    -e 's#(://[^[:space:]/:@]+:)[^[:space:]/@]+@#\1[redacted]@#g' \
    -e 's#([A-Za-z0-9_-]*([Tt][Oo][Kk][Ee][Nn]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd]|[Pp][Aa][Ss][Ss][Ww][Dd]|[Aa][Pp][Ii][-_]?[Kk][Ee][Yy]|_auth)["'"'"']?[[:space:]]*[=:][[:space:]]*["'"'"']?)[^[:space:]"'"'"'&,;}]{4,}#\1[redacted]#g' \
    -e 's#([Bb]earer|[Bb]ot|[Bb]asic)[[:space:]]+[A-Za-z0-9._~+/=-]{12,}#\1 [redacted]#g' \
    -e 's#(sk-|gh[opsu]_|xox[abprs]-|npm_)[A-Za-z0-9_-]{12,}#[redacted]#g' \
    -e 's#[A-Za-z0-9_-]{24,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}#[redacted]#g'
}

# The text of a JSON string. Bytes that are no printable ASCII are left out: a cut in the middle of a letter is no letter.
json() {
  tr -d '\000-\011\013-\037\177-\377' | awk '{ gsub(/[\\"]/, "\\\\&"); printf "%s%s", (NR > 1 ? "\\n" : ""), $0 }'
}

result=$(show Result)
status=$(show ExecMainStatus)
restarts=$(show NRestarts)
tail=$(journalctl --user-unit="$unit" --lines=12 --output=cat --no-pager --quiet 2>/dev/null | cut -c 1-220 | redact | tail -c 1200 | tr '`' "'")
[ -n "$tail" ] || tail='(the journal says nothing)'

text="**moltd has failed on $(uname -n) and is not running.** Updates stop; the gateway is not touched by this.
Result: ${result:-unknown}, exit status ${status:-unknown}, ${restarts:-0} restarts before systemd gave up.
Look: \`systemctl --user status moltd\`, \`moltd doctor\`. Start again: \`systemctl --user reset-failed moltd; systemctl --user start moltd\`.
\`\`\`
$tail
\`\`\`"

say "$unit has failed (${result:-unknown}, exit status ${status:-unknown}, ${restarts:-0} restarts)"
if [ -z "$webhook" ]; then
  say 'cannot tell Discord: no webhook file is configured'
  exit 0
fi
if ! [ -r "$webhook" ]; then
  say "cannot tell Discord: $webhook cannot be read"
  exit 0
fi
if ! command -v curl >/dev/null 2>&1; then
  say 'cannot tell Discord: curl is not installed'
  exit 0
fi
url=$(tr -d '[:space:]' <"$webhook")
case $url in
  https://discord.com/api/* | https://discordapp.com/api/* | https://ptb.discord.com/api/* | https://canary.discord.com/api/* | http://127.0.0.1:*) ;;
  *)
    say "cannot tell Discord: what is in $webhook is not the URL of a Discord webhook"
    exit 0
    ;;
esac
case $url in
  *'"'* | *\\*)
    say "cannot tell Discord: what is in $webhook is not the URL of a Discord webhook"
    exit 0
    ;;
esac

body="{\"allowed_mentions\":{\"parse\":[]},\"content\":\"$(printf '%s' "$text" | json)\"}"
# The URL holds a secret and goes in by standard input: others can read a command line.
answer=$(
  printf 'url = "%s"\n' "$url" |
    curl --config - --silent --show-error --max-time 15 --retry 2 --retry-delay 3 --output /dev/null --write-out '%{http_code}' \
      --header 'content-type: application/json' --data-raw "$body" 2>&1
)
case $answer in
  2??) say 'Discord was told' ;;
  *) say "cannot tell Discord: $(printf '%s' "$answer" | redact | tr '\n' ' ' | cut -c 1-200)" ;;
esac
exit 0
