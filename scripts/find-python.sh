#!/bin/sh
# Prints the path of a Python 3.10, the only version that Rasa 3.6 and this project both run on.
is_python_310() {
    [ -n "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null
}

for candidate in \
    "$PYTHON" \
    "$(command -v python3.10)" \
    "$(pyenv prefix 3.10 2>/dev/null)/bin/python" \
    "$(uv python find 3.10 2>/dev/null)" \
    "$HOME"/.pyenv/versions/3.10*/bin/python \
    /opt/homebrew/bin/python3.10 /usr/local/bin/python3.10
do
    if is_python_310 "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done

cat >&2 <<'MESSAGE'
Python 3.10 was not found, and Rasa 3.6 runs on no newer one. Install it in one of these ways,
then run the same command again:
  pyenv:  pyenv install 3.10
  uv:     uv python install 3.10
or say where it is:  PYTHON=/path/to/python3.10 make run
MESSAGE
exit 1
