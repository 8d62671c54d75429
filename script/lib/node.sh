# shellcheck shell=bash
# Sourced by the scripts of this directory: sets `root`, answers --help with the comment at the caller's top, and checks
# that Node.js is there to run the rest.
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)

if [[ ${1-} == --help ]]; then
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
  exit
fi

if ! command -v node >/dev/null; then
  floor=$(sed -n "s/^ *'node_floor': '\(.*\)',/\1/p" "$root/DEPS")
  echo "error: Node.js $floor or newer is needed and not on PATH. See https://nodejs.org/" >&2
  exit 1
fi
