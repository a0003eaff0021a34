#!/bin/sh
# A PostgreSQL server for the tests: new, on the loopback address only, in a folder that is removed again.
#
#   tools/postgres.sh start FOLDER   make a server in FOLDER, which must be empty or absent; prints its address
#   tools/postgres.sh stop FOLDER    stop it and remove FOLDER
#   tools/postgres.sh run COMMAND…   run COMMAND with VATUI_TEST_POSTGRES set to such a server
#
# `run` leaves VATUI_TEST_POSTGRES alone when it is set, and without PostgreSQL says so and runs COMMAND on SQLite only.
# Durability is switched off: the data is thrown away.
set -eu

die() {
    echo "postgres.sh: $*" >&2
    exit 1
}

# The folder with the server's programs: the newest that is installed. Nothing when there is none.
programs() {
    for folder in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin \
        /usr/local/opt/postgresql*/bin 2>/dev/null | sort -rV); do
        if [ -x "$folder/initdb" ]; then
            echo "$folder"
            return
        fi
    done
    if command -v initdb >/dev/null 2>&1; then
        dirname "$(command -v initdb)"
    fi
}

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    elif command -v runuser >/dev/null 2>&1; then
        runuser -u postgres -- "$@"
    else
        su -s /bin/sh postgres -c 'exec "$0" "$@"' -- "$@"
    fi
}

free_port() {
    for python in python3 python; do
        if "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' \
            2>/dev/null; then
            return
        fi
    done
    die "needs python3 to find a free port"
}

start() {
    folder=$1
    bin=$(programs)
    [ -n "$bin" ] || die "PostgreSQL is not installed"
    mkdir -p "$folder"
    [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
    chmod 700 "$folder"
    cd "$folder" # initdb wants a working folder its user may read
    as_owner "$bin/initdb" --pgdata "$folder/data" --username vatui --auth trust --encoding UTF8 --locale C \
        --no-sync >"$folder.log" 2>&1 || { cat "$folder.log" >&2; die "initdb failed"; }
    rm -f "$folder.log"
    # A free port may be taken between asking and using it.
    for attempt in 1 2 3; do
        port=$(free_port)
        if as_owner "$bin/pg_ctl" start --pgdata "$folder/data" --log "$folder/log" --wait --timeout 60 \
            --options "-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories= -c fsync=off \
                -c synchronous_commit=off -c full_page_writes=off -c max_connections=100" >/dev/null 2>&1; then
            as_owner "$bin/createdb" --host 127.0.0.1 --port "$port" --username vatui --no-password vatui
            echo "postgresql://vatui@127.0.0.1:$port/vatui"
            return
        fi
    done
    cat "$folder/log" >&2
    die "the server did not start in $attempt attempts"
}

stop() {
    folder=$1
    bin=$(programs)
    if [ -f "$folder/data/postmaster.pid" ]; then
        (cd "$folder" && as_owner "$bin/pg_ctl" stop --pgdata "$folder/data" --mode immediate --wait >/dev/null) ||
            echo "postgres.sh: the server in $folder did not stop" >&2
    fi
    rm -rf "$folder"
}

run() {
    if [ -n "${VATUI_TEST_POSTGRES:-}" ]; then
        exec "$@"
    fi
    if [ -z "$(programs)" ]; then
        echo "PostgreSQL is not installed: the tests run on SQLite only."
        exec "$@"
    fi
    folder=$(mktemp -d)
    trap 'stop "$folder"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    VATUI_TEST_POSTGRES=$(start "$folder")
    export VATUI_TEST_POSTGRES
    "$@"
}

action=${1:-}
[ $# -ge 2 ] || die "use: start FOLDER, stop FOLDER, or run COMMAND…"
shift
case $action in
    start | stop) "$action" "$1" ;;
    run) run "$@" ;;
    *) die "unknown: $action" ;;
esac
