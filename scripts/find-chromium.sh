#!/bin/sh
# Prints the path of a Chromium or Chrome that starts; only the tests of the widget need one.
project=$(cd "$(dirname "$0")/.." && pwd)

starts() {
    [ -n "$1" ] && "$1" --version >/dev/null 2>&1
}

print_first_that_starts() {
    for candidate; do
        if starts "$candidate"; then
            echo "$candidate"
            exit 0
        fi
    done
}

# Somebody who names a browser wants that one, not another in its place.
if [ -n "$CHROMIUM" ] && ! starts "$CHROMIUM"; then
    echo "CHROMIUM is '$CHROMIUM', which does not start. Name a Chromium or Chrome that does." >&2
    exit 1
fi

# An Ubuntu without snaps has a "chromium-browser" that only says so: hence a start of each.
print_first_that_starts \
    "$CHROMIUM" \
    "$(command -v chromium)" \
    "$(command -v chromium-browser)" \
    "$(command -v google-chrome)" \
    "$(command -v google-chrome-stable)" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "$HOME/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "$HOME/Applications/Chromium.app/Contents/MacOS/Chromium"

# Asked last, as it takes a Python to start.
print_first_that_starts "$("$project/.venv/bin/python" -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)' 2>/dev/null)"

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the tests of the widget (about two minutes, once) ..." >&2
    if apt-get update >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y chromium >&2; then
        print_first_that_starts "$(command -v chromium)"
    fi
fi

cat >&2 <<'MESSAGE'
No Chromium was found, and the tests of the website widget need one. Install it in one of these
ways, then run the same command again:
  Debian:      apt-get update && apt-get install -y chromium
  Fedora:      dnf install -y chromium
  macOS:       brew install --cask chromium
  Playwright:  .venv/bin/python -m playwright install --with-deps chromium
or say where it is:  CHROMIUM=/path/to/chrome make test
MESSAGE
exit 1
