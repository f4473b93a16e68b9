#!/usr/bin/env bash
# Imports a chain onto disks of every size, from one that cannot even be opened to one block short, and shows how each import ends and
# that it goes on, once there is more space, to the checksum of an undisturbed import. Needs no root: it mounts in a name space of its own.
set -uo pipefail
NODEPROTO_ROOT=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")

usage() {
    cat <<'HELP'
scripts/full-disk.sh [--step KIB] [--last KIB] [--chain GENESIS --file CHAIN]

  --step KIB    from one size to the next; default 256
  --last KIB    so far below the smallest disk that is large enough every size (4 KiB, a page) is tried; default 64
  --chain, --file   genesis and chain file; default: a chain with contracts that is made for this

One line for each size; exit code 1 when one of them ended in another way than NP3102, or with another checksum.
HELP
}

step=256 last=64 genesis='' file=''
wrong() { echo "scripts/full-disk.sh: $1" >&2; usage >&2; exit 2; }
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help) usage && exit 0 ;;
        --step | --last | --chain | --file) [ $# -ge 2 ] || wrong "$1 wants a value" ;;
        *) wrong "there is no option '$1'" ;;
    esac
    case $1 in
        --step) step=$2 ;;
        --last) last=$2 ;;
        --chain) genesis=$(readlink -f -- "$2") ;;
        --file) file=$(readlink -f -- "$2") ;;
    esac
    shift 2
done
[[ $step =~ ^[1-9][0-9]*$ && $last =~ ^[0-9]+$ ]] || wrong "--step and --last want KiB, and --step at least 1"
[ -z "$genesis$file" ] || { [ -f "$genesis" ] && [ -f "$file" ]; } || wrong "--chain and --file want two files that are there"

if [ -z "${FULL_DISK_IN_NAMESPACE:-}" ]; then
    export FULL_DISK_IN_NAMESPACE=1
    [ "$(id -u)" -eq 0 ] && as_root=() || as_root=(--user --map-root-user)
    exec unshare "${as_root[@]}" --mount "$(readlink -f -- "$0")" --step "$step" --last "$last" ${genesis:+--chain "$genesis"} ${file:+--file "$file"}
fi

nodeproto() { "$NODEPROTO_ROOT/nodeproto" "$@"; }
work=$(mktemp -d) && disk=$work/disk && mkdir "$disk"
trap 'umount -l "$disk" 2>/dev/null; rm -rf "$work"' EXIT
if [ -z "$file" ]; then
    nodeproto chain generate --contracts --blocks 200 --transactions 800 --seed 6 --out "$work/chain" --json >/dev/null || exit
    genesis=$work/chain/genesis.json file=$work/chain/chain.rlp
fi
member() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d'"' -f4; }
right=$(nodeproto import --chain "$genesis" --db memory --checksum --json "$file" 2>/dev/null | member checksum)
[ -n "$right" ] || { echo "the chain cannot be imported"; exit 1; }

# Small commits, so that every stage has many places at which the disk can be full. The guard, which would pause before, is off.
import() { nodeproto import --chain "$genesis" --datadir "$disk/data" --disk.min-free 0 --commit-blocks 20 --json "$@" "$file"; }
mount_fresh() { umount -l "$disk" 2>/dev/null; mount -t tmpfs -o "size=$1k" nodeproto-full-disk "$disk"; }
fits() { mount_fresh "$1" && import >/dev/null 2>&1; }

low=0 high=16384
until fits "$high"; do low=$high high=$((high * 2)); done
while [ $((high - low)) -gt 4 ]; do
    middle=$(((low + high) / 8 * 4))
    if fits "$middle"; then high=$middle; else low=$middle; fi
done
echo "smallest disk that is large enough: $high KiB"
printf '%8s  %-8s %5s  %-28s %s\n' KiB error exit 'kept (headers .. finish)' 'after there was space'

wrong=0 tried=0
for ((size = 4; size < high; size += size >= high - last ? 4 : size + step < high - last ? step : high - last - size > 0 ? high - last - size : 4)); do
    mount_fresh "$size" || exit
    answer=$(import 2>/dev/null) code=$?
    error=$(member code <<<"$answer")
    mount -o "remount,size=$((high * 4))k" "$disk" || exit
    kept=$(nodeproto stage list --datadir "$disk/data" --json 2>/dev/null | grep -o '"checkpoint":[0-9]*' | cut -d: -f2)
    kept=$(head -n 1 <<<"$kept")..$(tail -n 1 <<<"$kept")
    sum=$(import --checksum 2>/dev/null | member checksum)
    verdict=ok
    # Beside the smallest size that was found another import may just fit: what is merged when is up to time.
    if [ "$error/$code" != NP3102/1 ] && [ "$code" -ne 0 ] || [ "$sum" != "$right" ]; then verdict=WRONG wrong=$((wrong + 1)); fi
    tried=$((tried + 1))
    printf '%8d  %-8s %5d  %-28s %s\n' "$size" "${error:-none}" "$code" "$kept" "$verdict"
done
echo "$tried sizes, $wrong wrong"
[ "$wrong" -eq 0 ]
