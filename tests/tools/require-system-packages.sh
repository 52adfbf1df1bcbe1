#!/bin/sh
# Have Debian's browsers, PostgreSQL or nginx at hand: installs them when root, else says what to install.
# Usage: require-system-packages.sh [browsers] [postgresql] [nginx]
set -eu
missing=""
need() { # need PROGRAM PACKAGE
  command -v "$1" >/dev/null 2>&1 || ls $1 >/dev/null 2>&1 || missing="$missing $2"
}
for group in "$@"; do
  case "$group" in
    browsers)
      need chromium chromium
      need firefox-esr firefox-esr
      need Xvfb xvfb
      need openbox openbox
      need xdotool xdotool
      ;;
    postgresql) need '/usr/lib/postgresql/*/bin/initdb' postgresql ;;
    nginx) need nginx nginx-light ;;
    *) echo "unknown group $group" >&2; exit 2 ;;
  esac
done
command -v node >/dev/null 2>&1 || { echo "Node 20 or newer is missing; see https://nodejs.org/." >&2; exit 1; }
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "Missing:$missing" >&2
  echo "Install it as root: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
echo "Installing$missing…"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
