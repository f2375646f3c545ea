#!/usr/bin/env bash
# Measures a GPU: golden cases, layers, networks, and a training. It runs out of an archive of `./kit pack --with-checks` on a machine with PyTorch, but
# without .NET and without a network. Each step stands alone, has its own time limit and writes its own part; the parts are joined at the end.
#
#   tests/gpu/check.sh [FOLDER]     FOLDER takes check.json and each step's words; default: gpu-check
#   DEVICE=cuda:1                   another GPU; DEVICE=cpu TINY=1 shows in a minute that all of it runs
set -uo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
out=${1:-gpu-check}
device=${DEVICE:-cuda:0}
tiny=${TINY:+--tiny}
mkdir -p "$out" && out=$(cd "$out" && pwd) || exit 2
rm -f "$out"/*.json

text() { printf '"%s"' "$(tr '\n\t' '  ' <<<"$1" | sed 's/[[:cntrl:]]//g; s/\\/\\\\/g; s/"/\\"/g; s/ *$//')"; }

# The most that the GPU held during a step, MiB; nothing without nvidia-smi.
used() { nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits 2>/dev/null | sort -n | tail -n 1; }
watch_memory() {
    local most=0 now
    while now=$(used) && [ -n "$now" ]; do
        [ "$now" -le "$most" ] || { most=$now && echo "$most" >"$out/memory"; }
        sleep 0.5
    done
}

# Name, seconds at most, the command. The last line that is JSON, or all of what is JSON, is its result.
step() {
    local name=$1 limit=$2 began=$SECONDS code=0 watcher result
    shift 2
    rm -f "$out/memory"
    watch_memory &
    watcher=$!
    timeout --signal=TERM --kill-after=10 "$limit" "$@" >"$out/$name.out" 2>"$out/$name.err" || code=$?
    kill "$watcher" 2>/dev/null
    wait "$watcher" 2>/dev/null
    case $(head -c 1 "$out/$name.out") in
        '{') result=$(if [ "$(grep -c '^{' "$out/$name.out")" -gt 1 ]; then grep '^{' "$out/$name.out" | tail -n 1; else cat "$out/$name.out"; fi) ;;
        *) result=$(text "$(tail -n 1 "$out/$name.out")") ;;
    esac
    printf '{"step": "%s", "exit": %d, "seconds": %d, "memory_mib": %s, "said": %s, "result": %s}\n' \
        "$name" "$code" $((SECONDS - began)) "$(cat "$out/memory" 2>/dev/null || echo null)" "$(text "$(tail -n 1 "$out/$name.err")")" "${result:-null}" >"$out/$name.json"
    echo "check: $name ended with $code after $((SECONDS - began)) s$([ $code -eq 0 ] || printf ': %s' "$(tail -n 1 "$out/$name.err")")"
}

size=(--width 1 --epochs 3 --batch-size 128 --workers 4)
[ -z "$tiny" ] || size=(--width 0.25 --epochs 1 --batch-size 16 --limit 64 --test-limit 32)
step libtorch 60 "$here/train" setup
step golden 90 "$here/train" verify --golden "$here/tests/Golden" --device "$device" --json
step layers 60 "$here/train" bench attention --device "$device" $tiny --json
step networks 90 "$here/train" bench resnet --device "$device" $tiny --json
rm -rf "$out/run"
step training 150 "$here/train" train --model resnet26 --attention full --data fashion-mnist --precision bfloat16 --seed 1 --device "$device" "${size[@]}" --out "$out/run" --json

gpu=$(nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null | head -n 1)
{
    printf '{"device": "%s", "gpu": %s, "steps": [\n' "$device" "$(text "${gpu:-none}")"
    parts=("$out"/{libtorch,golden,layers,networks,training}.json)
    for part in "${parts[@]}"; do
        cat "$part"
        [ "$part" = "${parts[-1]}" ] || echo ,
    done
    echo ']}'
} >"$out/check.json"
echo "check: $out/check.json"
! grep -q '"exit": [^0]' "$out"/{libtorch,golden,layers,networks,training}.json
