# Sourced by the scripts beside it.

# need COMMAND PACKAGE PURPOSE: has COMMAND, or installs the Debian PACKAGE.
need() {
    command -v "$1" >/dev/null && return
    if [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
        echo "installing $2: $3"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"
    else
        echo "\`$1\` is needed: $3" >&2
        echo "install it with: sudo apt-get install $2" >&2
        exit 2
    fi
}
