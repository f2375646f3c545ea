#!/usr/bin/env bash
# The native side of the TorchSharp stand-in.
#   build.sh OUTPUT.so   compiles it
#   build.sh --find      says which libtorch it would be compiled against, and why another was refused; one line each
# libtorch is looked for as tch-rs does: LIBTORCH=<dir>, LIBTORCH_USE_PYTORCH=1 (the one inside Python's torch), else the system's.
set -euo pipefail

source_folder=$(cd "$(dirname "$0")" && pwd)

fail() { echo "native: $1" >&2; exit 1; }

# Sets include, libraries and refusal for one origin.
locate() {
  refusal=
  case $1 in
    LIBTORCH) include=$LIBTORCH/include; libraries=$LIBTORCH/lib ;;
    LIBTORCH_USE_PYTORCH)
      local python=${PYTHON:-python3} root
      if ! root=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null); then
        refusal="$python cannot import torch: install it there, or name another with PYTHON="
        return
      fi
      include=$root/include; libraries=$root/lib ;;
    system) include=/usr/include; libraries=$(system_libraries) ;;
  esac
  if [ ! -f "$include/torch/version.h" ] && [ ! -f "$include/torch/csrc/api/include/torch/version.h" ]; then
    refusal="no libtorch headers under $include: run 'apt-get install libtorch-dev', or set LIBTORCH=<dir>"
  elif [ -z "$libraries" ] || [ ! -e "$libraries/libtorch_cpu.so" ]; then
    refusal="no libtorch_cpu.so${libraries:+ in $libraries}: run 'apt-get install libtorch-dev', or set LIBTORCH=<dir>"
  fi
}

system_libraries() {
  local library
  library=$(ls -d /usr/lib/*/libtorch_cpu.so /usr/lib/libtorch_cpu.so /usr/local/lib/libtorch_cpu.so 2>/dev/null | head -n 1 || true)
  [ -z "$library" ] || dirname "$library"
}

# Sets version, standard and cuda of the libtorch located. The preprocessor knows where a version keeps its numbers; without one they are read.
examine() {
  local numbers header
  numbers=$(printf '#include <torch/version.h>\nTORCH_VERSION_MAJOR TORCH_VERSION_MINOR TORCH_VERSION_PATCH\n' \
    | g++ -E -P -x c++ -I"$include" -I"$include/torch/csrc/api/include" - 2>/dev/null | tail -n 1 || true)
  if [ -z "$numbers" ]; then
    header=$include/torch/csrc/api/include/torch/version.h
    [ -f "$header" ] || header=$include/torch/version.h
    numbers=$(awk '/define TORCH_VERSION_(MAJOR|MINOR|PATCH) /{print $3}' "$header" | paste -sd' ')
  fi
  read -r major minor patch <<<"$numbers"
  version=$major.$minor.$patch
  # Headers of 2.14 and later want C++20; those up to 2.13 take either.
  standard=c++17
  if [ "$major" -gt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -ge 14 ]; }; then standard=c++20; fi
  cuda="without CUDA"
  [ ! -e "$libraries/libtorch_cuda.so" ] || cuda="with CUDA"
}

find_all() {
  local chosen= origin setting
  for origin in LIBTORCH LIBTORCH_USE_PYTORCH system; do
    setting=$origin
    case $origin in
      LIBTORCH) [ -n "${LIBTORCH:-}" ] || continue; setting="LIBTORCH=$LIBTORCH" ;;
      LIBTORCH_USE_PYTORCH) [ "${LIBTORCH_USE_PYTORCH:-0}" = 1 ] || continue; setting="LIBTORCH_USE_PYTORCH=1" ;;
    esac
    locate "$origin"
    if [ -n "$refusal" ]; then
      echo "refused $setting: $refusal"
      [ "$origin" = system ] || chosen=${chosen:-none}
    else
      examine
      if [ -z "$chosen" ]; then echo "chosen $setting: libtorch $version in $libraries, $cuda"; chosen=$origin
      else echo "passed over $setting: libtorch $version in $libraries, $cuda"; fi
    fi
  done
}

[ $# -eq 1 ] || fail "usage: build.sh OUTPUT.so | --find"
if [ "$1" = --find ]; then find_all; exit 0; fi

output=$1
command -v g++ >/dev/null || fail "g++ is not installed: run 'apt-get install g++'"
origin=system
[ "${LIBTORCH_USE_PYTORCH:-0}" != 1 ] || origin=LIBTORCH_USE_PYTORCH
[ -z "${LIBTORCH:-}" ] || origin=LIBTORCH
locate $origin
case $origin in
  LIBTORCH) described="LIBTORCH=$LIBTORCH" ;;
  LIBTORCH_USE_PYTORCH) described="the torch of ${PYTHON:-python3}" ;;
  system) described="the system" ;;
esac
[ -z "$refusal" ] || fail "$described: $refusal"
examine

links="-ltorch -ltorch_cpu -lc10"
[ "$cuda" = "without CUDA" ] || links="-Wl,--no-as-needed -ltorch_cuda -lc10_cuda $links"
# Wheels of older versions were built with the old layout of std::string; the libtorch itself says which it has.
layout=$(grep -o -m1 -e '-D_GLIBCXX_USE_CXX11_ABI=[01]' "$(dirname "$include")/share/cmake/Torch/TorchConfig.cmake" 2>/dev/null || true)

mkdir -p "$(dirname "$output")"
trap 'rm -f "$output.partial"' EXIT
g++ -O2 -std=$standard -shared -fPIC -fvisibility=hidden -w $layout \
  -I"$include" -I"$include/torch/csrc/api/include" "$source_folder/bundled_torch.cpp" \
  -L"$libraries" -Wl,-rpath,"$libraries" $links -o "$output.partial"
mv "$output.partial" "$output"
echo "native: built against libtorch $version of $described, $cuda"
