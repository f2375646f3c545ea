// What differs between the libtorch versions this file is built against; bundled_torch.cpp holds no version test of its own.
#pragma once

#include <torch/version.h>

#if TORCH_VERSION_MAJOR >= 2
#include <optional>
#else
#include <c10/util/Optional.h>
#endif

namespace bt {

// c10::optional was a class of its own up to 2.1 and is the standard one, under its own name or none, after it.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 2)
template <typename T>
using optional = std::optional<T>;
inline constexpr auto nullopt = std::nullopt;
#else
template <typename T>
using optional = c10::optional<T>;
inline constexpr auto nullopt = c10::nullopt;
#endif

}  // namespace bt
