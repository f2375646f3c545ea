#!/usr/bin/env bash
# Compiles the native side of the TorchSharp stand-in: build.sh OUTPUT.so
# libtorch is looked for as tch-rs does: LIBTORCH=<dir>, LIBTORCH_USE_PYTORCH=1 (the one inside Python's torch), else the system's.
set -euo pipefail

fail() { echo "native: $1" >&2; exit 1; }

[ $# -eq 1 ] || fail "usage: build.sh OUTPUT.so"
output=$1
source_folder=$(cd "$(dirname "$0")" && pwd)
command -v g++ >/dev/null || fail "g++ is not installed: run 'apt-get install g++'"

if [ -n "${LIBTORCH:-}" ]; then
  origin="LIBTORCH=$LIBTORCH"
  include=$LIBTORCH/include; libraries=$LIBTORCH/lib
elif [ "${LIBTORCH_USE_PYTORCH:-0}" = 1 ]; then
  python=${PYTHON:-python3}
  root=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null) \
    || fail "LIBTORCH_USE_PYTORCH=1, but $python cannot import torch: install it or name another with PYTHON="
  origin="the torch of $python"
  include=$root/include; libraries=$root/lib
else
  origin="the system"
  include=/usr/include
  libraries=$(dirname "$(ls -d /usr/lib/*/libtorch_cpu.so /usr/lib/libtorch_cpu.so /usr/local/lib/libtorch_cpu.so 2>/dev/null | head -n 1)" 2>/dev/null || true)
fi
[ -f "$include/torch/version.h" ] || [ -f "$include/torch/csrc/api/include/torch/version.h" ] \
  || fail "no libtorch headers under $include ($origin): run 'apt-get install libtorch-dev', or set LIBTORCH=<dir>"
[ -n "$libraries" ] && [ -e "$libraries/libtorch_cpu.so" ] \
  || fail "no libtorch_cpu.so for $origin: run 'apt-get install libtorch-dev', or set LIBTORCH=<dir>"

version_header=$include/torch/csrc/api/include/torch/version.h
[ -f "$version_header" ] || version_header=$include/torch/version.h
version=$(sed -n 's/^#define TORCH_VERSION "\(.*\)"$/\1/p' "$version_header")
[ -n "$version" ] || version=$(awk '/define TORCH_VERSION_M(AJOR|INOR) |define TORCH_VERSION_PATCH /{v = v (v == "" ? "" : ".") $3} END {print v}' "$version_header")
standard=c++17
case $version in 2.[1-9][0-9].*|2.[6-9].*|[3-9].*) standard=c++20 ;; esac
cuda=
links="-ltorch -ltorch_cpu -lc10"
if [ -e "$libraries/libtorch_cuda.so" ]; then cuda=", CUDA"; links="-Wl,--no-as-needed -ltorch_cuda -lc10_cuda $links"; fi

mkdir -p "$(dirname "$output")"
trap 'rm -f "$output.partial"' EXIT
g++ -O2 -std=$standard -shared -fPIC -fvisibility=hidden -w \
  -I"$include" -I"$include/torch/csrc/api/include" "$source_folder/bundled_torch.cpp" \
  -L"$libraries" -Wl,-rpath,"$libraries" $links -o "$output.partial"
mv "$output.partial" "$output"
echo "native: built against libtorch $version of $origin$cuda"
