# Shared by ./nodeproto, ./test and .ci/run, which source it: what the machine needs, and the build.
# Every function is quiet when there is nothing to do. Messages go to stderr: stdout belongs to the program.
# shellcheck shell=bash

nodeproto_say() { printf 'nodeproto: %s\n' "$*" >&2; }

nodeproto_fail() {
    nodeproto_say "$*"
    exit 1
}

# Ends when fewer files may be open at once than the number given. The hard limit counts: .NET raises the other one to it.
nodeproto_require_files() {
    local files
    files=$(ulimit -Hn)
    if [ "$files" != unlimited ] && [ "$files" -lt "$1" ]; then
        nodeproto_fail "NP1804: only $files files may be open at once; at least 256 are needed. Raise the limit before the start: ulimit -n 65536"
    fi
}

# Puts `dotnet` on the path, also when it was installed with Microsoft's script, which leaves the path alone.
nodeproto_find_dotnet() {
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
    [ -w "${HOME:-/nonexistent}" ] || export DOTNET_CLI_HOME="$NODEPROTO_ROOT/artifacts/home" # A service's user may have no home.
    if command -v dotnet >/dev/null 2>&1; then
        return
    fi
    local folder
    for folder in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
        if [ -n "$folder" ] && [ -x "$folder/dotnet" ]; then
            export PATH="$folder:$PATH" DOTNET_ROOT="$folder"
            return
        fi
    done
    nodeproto_fail "the .NET 10 SDK is needed and no 'dotnet' was found.
    Get it from https://dotnet.microsoft.com/download/dotnet/10.0, or with your distribution's package dotnet-sdk-10.0, and start again."
}

# Only asked before a build: running what is built needs the runtime alone.
nodeproto_require_sdk() {
    if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
        nodeproto_fail "the .NET 10 SDK is needed; '$(command -v dotnet)' has: $(dotnet --list-sdks 2>/dev/null | tr '\n' ' ')
    Get it from https://dotnet.microsoft.com/download/dotnet/10.0, or with your distribution's package dotnet-sdk-10.0, and start again."
    fi
}

# True when the loader's cache, or a folder that the caller named, has a shared library whose file name matches the pattern.
nodeproto_has_library() {
    local pattern=$1 cache
    cache=$(/sbin/ldconfig -p 2>/dev/null || ldconfig -p 2>/dev/null) || return 1
    [[ $cache =~ $pattern ]]
}

# The newest package that apt knows whose whole name matches the pattern; empty when it knows none.
nodeproto_newest_package() {
    apt-cache search --names-only "^$1\$" 2>/dev/null | cut -d' ' -f1 | sort -V | tail -n 1
}

# Installs the distribution's librocksdb, libsecp256k1 and libgmp when they are missing. Never fails: `--db memory` runs without
# RocksDB, and the program names the package itself when it needs what is not there.
nodeproto_require_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    local missing=() patterns=()
    if ! nodeproto_has_library 'librocksdb\.so'; then
        missing+=("librocksdb") patterns+=('librocksdb[0-9.]+(t64)?')
    fi
    if ! nodeproto_has_library 'libsecp256k1\.so\.[1-9]'; then
        missing+=("libsecp256k1") patterns+=('libsecp256k1-[1-9][0-9]*(t64)?')
    fi
    if ! nodeproto_has_library 'libgmp\.so\.10'; then
        missing+=("libgmp") patterns+=('libgmp10(t64)?')
    fi
    [ ${#missing[@]} -gt 0 ] || return 0

    if ! command -v apt-get >/dev/null 2>&1; then
        nodeproto_say "${missing[*]} not found. Install them with your package manager (often named rocksdb, libsecp256k1 and gmp); going on without."
        return 0
    fi
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1 || ! { [ -t 0 ] && [ -t 2 ]; }; then
            nodeproto_say "${missing[*]} not found, and this is neither root nor a terminal where sudo could ask.
    As root: apt-get install librocksdb7.8 libsecp256k1-1 libgmp10 (Debian 12; elsewhere the newest librocksdbN.N and libsecp256k1-N). Going on without."
            return 0
        fi
        local answer
        printf 'nodeproto: %s not found. Install with sudo apt-get? [Y/n] ' "${missing[*]}" >&2
        read -r answer
        case $answer in
            '' | y | Y | yes | Yes) root=(sudo) ;;
            *)
                nodeproto_say "going on without ${missing[*]}."
                return 0
                ;;
        esac
    fi

    local i package packages=() updated=no
    for i in "${!patterns[@]}"; do
        package=$(nodeproto_newest_package "${patterns[$i]}")
        if [ -z "$package" ] && [ $updated = no ]; then
            updated=yes
            "${root[@]}" apt-get update -qq >&2 || nodeproto_say "apt-get update failed."
            package=$(nodeproto_newest_package "${patterns[$i]}")
        fi
        if [ -z "$package" ]; then
            nodeproto_say "apt knows no package for ${missing[$i]}; going on without."
        else
            packages+=("$package")
        fi
    done
    [ ${#packages[@]} -gt 0 ] || return 0
    nodeproto_say "installing ${packages[*]}"
    if ! nodeproto_apt_install "${packages[@]}" && [ $updated = no ]; then
        # The list can be older than the archive, which then no longer has that file.
        "${root[@]}" apt-get update -qq >&2
        nodeproto_apt_install "${packages[@]}" || nodeproto_say "installing ${packages[*]} failed; going on without."
    fi
}

nodeproto_apt_install() {
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "$@" >&2
}

# True when a source, project or data file is newer than the last good build, or one was removed (its folder is newer).
# The stamp holds the moment before that build began, so an edit during a build counts as newer.
nodeproto_is_stale() {
    [ -f "$NODEPROTO_PROGRAM" ] && [ -f "$NODEPROTO_STAMP" ] || return 0
    [ -n "$(find "$NODEPROTO_ROOT/src" "$NODEPROTO_ROOT/Directory.Build.props" "$NODEPROTO_ROOT/Directory.Packages.props" \
        "$NODEPROTO_ROOT/global.json" -newer "$NODEPROTO_STAMP" -print -quit)" ]
}

# Builds Release when stale. Several starts at once build once: the others wait for the lock and look again.
nodeproto_build_when_stale() {
    nodeproto_is_stale || return 0
    nodeproto_require_files 256 # The compiler takes more than 100 too, and fails with a stack trace.
    nodeproto_require_sdk
    mkdir -p "$NODEPROTO_ROOT/artifacts"
    local lock
    exec {lock}>"$NODEPROTO_ROOT/artifacts/build.lock"
    if command -v flock >/dev/null 2>&1; then
        flock "$lock"
    fi
    if nodeproto_is_stale; then
        [ ! -t 2 ] || nodeproto_say "building (Release)…"
        local log="$NODEPROTO_ROOT/artifacts/build.log" started="$NODEPROTO_STAMP.$$"
        : >"$started"
        # No build servers: they would outlive this script and keep the lock's file open.
        if ! dotnet build "$NODEPROTO_ROOT/src/Node/Node.csproj" -c Release -v quiet -nologo --disable-build-servers \
            -p:RunAnalyzers=false </dev/null >"$log" 2>&1; then
            rm -f "$started"
            cat "$log" >&2
            nodeproto_fail "the build failed (log: artifacts/build.log)."
        fi
        mv "$started" "$NODEPROTO_STAMP"
    fi
    exec {lock}>&-
}

NODEPROTO_PROGRAM="$NODEPROTO_ROOT/artifacts/bin/Node/release/nodeproto.dll"
NODEPROTO_STAMP="$NODEPROTO_ROOT/artifacts/release.stamp"
