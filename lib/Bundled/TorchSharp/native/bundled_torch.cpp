// The stand-in's only native code: a handful of C functions over libtorch's dispatcher. Every ATen operator is reached by its
// schema name and called boxed, so a new operator needs no new C++. Every exception ends here as a message.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/cuda.h>
#include <torch/serialize.h>
#include <torch/version.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

thread_local std::string last_error;

// libtorch appends a C++ stack to its messages; the first line says what is wrong.
void keep_error(const char* message) {
  last_error = message ? message : "unknown error";
  for (const char* mark : {"\nException raised from", "\nframe #"}) {
    auto at = last_error.find(mark);
    if (at != std::string::npos) last_error.resize(at);
  }
}

template <typename F>
auto guarded(F&& body, decltype(body()) failed) -> decltype(body()) {
  last_error.clear();
  try {
    return body();
  } catch (const c10::Error& error) {
    keep_error(error.what_without_backtrace());
  } catch (const std::exception& error) {
    keep_error(error.what());
  } catch (...) {
    keep_error(nullptr);
  }
  return failed;
}

at::Tensor& tensor(void* handle) { return *static_cast<at::Tensor*>(handle); }
void* own(at::Tensor value) { return value.defined() ? new at::Tensor(std::move(value)) : nullptr; }

enum Kind : int32_t {
  kNone = 0, kTensor = 1, kInt = 2, kDouble = 3, kBool = 4, kString = 5, kDtype = 6, kDevice = 7,
  kIntList = 8, kDoubleList = 9, kTensorList = 10, kGenerator = 11, kScalarInt = 12, kScalarDouble = 13, kScalarBool = 14,
  kOptionalTensorList = 15, kMissing = 16, kBoolList = 17,
};

struct Argument {
  int32_t kind;
  int32_t count;
  int64_t integer;  // also device type << 32 | index
  double real;
  const void* pointer;
};

struct Operator {
  c10::OperatorHandle handle;
  size_t arguments;
};

c10::IValue value_of(const Argument& argument, const c10::Argument& wanted) {
  switch (argument.kind) {
    case kNone: return c10::IValue();
    case kTensor: return *static_cast<const at::Tensor*>(argument.pointer);
    case kInt:
      if (wanted.type()->kind() == c10::TypeKind::FloatType) return static_cast<double>(argument.integer);
      return argument.integer;
    case kDouble: return argument.real;
    case kBool: return argument.integer != 0;
    case kString: return std::string(static_cast<const char*>(argument.pointer));
    case kDtype: return argument.integer;
    case kDevice:
      return c10::Device(static_cast<c10::DeviceType>(argument.integer >> 32), static_cast<c10::DeviceIndex>(static_cast<int32_t>(argument.integer)));
    case kIntList: {
      auto data = static_cast<const int64_t*>(argument.pointer);
      return c10::List<int64_t>(at::IntArrayRef(data, argument.count));
    }
    case kDoubleList: {
      auto data = static_cast<const double*>(argument.pointer);
      return c10::List<double>(at::ArrayRef<double>(data, argument.count));
    }
    case kBoolList: {
      c10::List<bool> list;
      for (int32_t i = 0; i < argument.count; ++i) list.push_back(static_cast<const uint8_t*>(argument.pointer)[i] != 0);
      return list;
    }
    case kTensorList: {
      c10::List<at::Tensor> list;
      list.reserve(argument.count);
      auto handles = static_cast<void* const*>(argument.pointer);
      for (int32_t i = 0; i < argument.count; ++i) list.push_back(tensor(handles[i]));
      return list;
    }
    case kOptionalTensorList: {
      c10::List<c10::optional<at::Tensor>> list;
      list.reserve(argument.count);
      auto handles = static_cast<void* const*>(argument.pointer);
      for (int32_t i = 0; i < argument.count; ++i)
        list.push_back(handles[i] ? c10::optional<at::Tensor>(tensor(handles[i])) : c10::nullopt);
      return list;
    }
    case kGenerator: return *static_cast<const at::Generator*>(argument.pointer);
    case kScalarInt: return at::Scalar(argument.integer);
    case kScalarDouble: return at::Scalar(argument.real);
    case kScalarBool: return at::Scalar(argument.integer != 0);
    default: TORCH_CHECK(false, "argument of unknown kind ", argument.kind);
  }
}

}  // namespace

// ---- errors -------------------------------------------------------------------------------------------------------------------

EXPORT const char* bt_error() { return last_error.c_str(); }

// ---- operators ----------------------------------------------------------------------------------------------------------------

EXPORT void* bt_operator(const char* name, const char* overload) {
  return guarded([&]() -> void* {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", name, *overload ? "." : "", overload);
    return new Operator{*handle, handle->schema().arguments().size()};
  }, nullptr);
}

struct Result {
  int32_t kind;
  int32_t unused;
  int64_t integer;
  double real;
  void* pointer;
};

EXPORT int32_t bt_call(void* op, const Argument* arguments, int32_t count, Result* results, int32_t capacity) {
  return guarded([&]() -> int32_t {
    auto& target = *static_cast<Operator*>(op);
    auto& wanted = target.handle.schema().arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= target.arguments, target.handle.schema().name(), " takes ", target.arguments, " arguments, not ", count);
    torch::jit::Stack stack;
    stack.reserve(target.arguments);
    for (size_t i = 0; i < target.arguments; ++i) {
      if (i < static_cast<size_t>(count) && arguments[i].kind != kMissing) {
        stack.push_back(value_of(arguments[i], wanted[i]));
        TORCH_CHECK(wanted[i].type()->kind() != c10::TypeKind::TensorType || stack.back().isTensor() || stack.back().isNone(),
                    target.handle.schema().name(), ": argument '", wanted[i].name(), "' must be a Tensor, not a ", stack.back().tagKind());
      } else {
        TORCH_CHECK(wanted[i].default_value().has_value(), target.handle.schema().name(), " needs its argument ", wanted[i].name());
        stack.push_back(*wanted[i].default_value());
      }
    }
    target.handle.callBoxed(stack);
    int32_t made = 0;
    auto put = [&](Result result) {
      TORCH_CHECK(made < capacity, target.handle.schema().name(), " gives more than ", capacity, " results");
      results[made++] = result;
    };
    for (auto& value : stack) {
      if (value.isTensor()) {
        void* handle = own(value.toTensor());
        put({handle ? kTensor : kNone, 0, 0, 0, handle});
      } else if (value.isTensorList()) {
        for (const at::Tensor& item : value.toTensorVector()) put({kTensor, 0, 0, 0, own(item)});
      } else if (value.isInt()) {
        put({kInt, 0, value.toInt(), 0, nullptr});
      } else if (value.isDouble()) {
        put({kDouble, 0, 0, value.toDouble(), nullptr});
      } else if (value.isBool()) {
        put({kBool, 0, value.toBool(), 0, nullptr});
      } else if (value.isScalar()) {
        auto scalar = value.toScalar();
        if (scalar.isFloatingPoint()) put({kDouble, 0, 0, scalar.toDouble(), nullptr});
        else if (scalar.isBoolean()) put({kBool, 0, scalar.toBool(), 0, nullptr});
        else put({kInt, 0, scalar.toLong(), 0, nullptr});
      } else {
        put({kNone, 0, 0, 0, nullptr});
      }
    }
    return made;
  }, -1);
}

// ---- tensors ------------------------------------------------------------------------------------------------------------------

struct Description {
  int32_t dimensions;
  int32_t dtype;
  int32_t device_type;
  int32_t device_index;
  int32_t requires_grad;
  int32_t is_leaf;
  int64_t numel;
  int64_t item_size;
  const int64_t* sizes;
  const int64_t* strides;
};

EXPORT int32_t bt_describe(void* handle, Description* into) {
  return guarded([&]() -> int32_t {
    auto& value = tensor(handle);
    auto device = value.device();
    *into = {static_cast<int32_t>(value.dim()), static_cast<int32_t>(value.scalar_type()), static_cast<int32_t>(device.type()),
             device.index(), value.requires_grad(), value.is_leaf(), value.numel(), static_cast<int64_t>(value.element_size()),
             value.sizes().data(), value.strides().data()};
    return 0;
  }, -1);
}

EXPORT void* bt_data(void* handle) {
  return guarded([&]() -> void* { return tensor(handle).data_ptr(); }, nullptr);
}

EXPORT void* bt_new(const void* data, int64_t bytes, const int64_t* sizes, int32_t dimensions, int32_t dtype) {
  return guarded([&]() -> void* {
    auto made = at::empty(at::IntArrayRef(sizes, dimensions), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    TORCH_CHECK(static_cast<int64_t>(made.nbytes()) == bytes, "the data has ", bytes, " bytes, the shape needs ", made.nbytes());
    if (bytes > 0) std::memcpy(made.data_ptr(), data, bytes);
    return own(made);
  }, nullptr);
}

typedef void (*MemoryRelease)(void* context);

// A tensor over memory of somebody else, who is told when it is no longer needed.
EXPORT void* bt_share(void* data, int64_t count, int32_t dtype, MemoryRelease release, void* context) {
  return guarded([&]() -> void* {
    return own(at::from_blob(data, {count}, [release, context](void*) { release(context); }, at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype))));
  }, nullptr);
}

EXPORT void* bt_storage(void* handle, int64_t* bytes) {
  return guarded([&]() -> void* {
    auto& value = tensor(handle);
    *bytes = static_cast<int64_t>(value.storage().nbytes());
    return static_cast<char*>(value.data_ptr()) - value.storage_offset() * value.element_size();
  }, nullptr);
}

EXPORT int32_t bt_save(void* handle, const char* path) {
  return guarded([&]() -> int32_t { torch::save(tensor(handle), path); return 0; }, -1);
}

EXPORT void* bt_load(const char* path) {
  return guarded([&]() -> void* {
    at::Tensor value;
    torch::load(value, path);
    return own(value);
  }, nullptr);
}

EXPORT void* bt_alias(void* handle) {
  return guarded([&]() -> void* { return own(tensor(handle)); }, nullptr);
}

EXPORT void bt_free(void* handle) { delete static_cast<at::Tensor*>(handle); }

// ---- gradients ----------------------------------------------------------------------------------------------------------------

EXPORT int32_t bt_set_requires_grad(void* handle, int32_t value) {
  return guarded([&]() -> int32_t {
    auto& target = tensor(handle);
    TORCH_CHECK(!value || at::isFloatingType(target.scalar_type()) || at::isComplexType(target.scalar_type()),
                "only Tensors of floating point and complex dtype can require gradients, this one is ", target.scalar_type());
    TORCH_CHECK(target.is_leaf() || value, "you can only change requires_grad flags of leaf variables: use detach() for a tensor without a graph");
    target.set_requires_grad(value != 0);
    return 0;
  }, -1);
}

EXPORT int32_t bt_retain_grad(void* handle) {
  return guarded([&]() -> int32_t { tensor(handle).retain_grad(); return 0; }, -1);
}

EXPORT void* bt_grad(void* handle) {
  return guarded([&]() -> void* { return own(tensor(handle).grad()); }, nullptr);
}

EXPORT int32_t bt_set_grad(void* handle, void* grad) {
  return guarded([&]() -> int32_t {
    tensor(handle).mutable_grad() = grad ? tensor(grad) : at::Tensor();
    return 0;
  }, -1);
}

static std::vector<at::Tensor> list(void* const* handles, int32_t count) {
  std::vector<at::Tensor> values;
  for (int32_t i = 0; i < count; ++i) values.push_back(handles[i] ? tensor(handles[i]) : at::Tensor());
  return values;
}

EXPORT int32_t bt_backward(void* const* outputs, int32_t count, void* const* grads, int32_t retain, int32_t create, void* const* inputs, int32_t input_count) {
  return guarded([&]() -> int32_t {
    torch::autograd::backward(list(outputs, count), grads ? list(grads, count) : std::vector<at::Tensor>(), retain != 0, create != 0, list(inputs, input_count));
    return 0;
  }, -1);
}

EXPORT int32_t bt_autograd_grad(void* const* outputs, int32_t count, void* const* inputs, int32_t input_count, void* const* grads, int32_t retain,
                                int32_t create, int32_t allow_unused, void** results) {
  return guarded([&]() -> int32_t {
    auto values = torch::autograd::grad(list(outputs, count), list(inputs, input_count), grads ? list(grads, count) : std::vector<at::Tensor>(),
                                        retain != 0, create != 0, allow_unused != 0);
    for (int32_t i = 0; i < input_count; ++i) results[i] = own(values[i]);
    return 0;
  }, -1);
}

EXPORT int32_t bt_grad_mode() { return at::GradMode::is_enabled(); }
EXPORT void bt_set_grad_mode(int32_t value) { at::GradMode::set_enabled(value != 0); }

// A backward step written in C#: it gets the gradients of the outputs and fills in those of the inputs. It returns null, or a message.
typedef const char* (*BackwardCallback)(int64_t context, void* const* grads, int32_t grad_count, void** results, int32_t result_count);
typedef void (*ReleaseCallback)(int64_t context);

namespace {

struct ManagedNode : public torch::autograd::Node {
  BackwardCallback backward;
  ReleaseCallback release;
  ReleaseCallback release_saved;
  int64_t context;
  size_t inputs;

  ~ManagedNode() override { release(context); }

  // Called by the engine once the step has run, unless the graph is kept.
  void release_variables() override { release_saved(context); }

  torch::autograd::variable_list apply(torch::autograd::variable_list&& grads) override {
    std::vector<void*> given;
    for (auto& grad : grads) given.push_back(own(grad));
    std::vector<void*> made(inputs, nullptr);
    const char* problem = backward(context, given.data(), static_cast<int32_t>(given.size()), made.data(), static_cast<int32_t>(inputs));
    torch::autograd::variable_list results;
    for (void* handle : made) {
      results.push_back(handle ? tensor(handle) : at::Tensor());
      if (handle) bt_free(handle);
    }
    if (problem) {
      std::string message(problem);
      std::free(const_cast<char*>(problem));
      throw std::runtime_error(message);
    }
    return results;
  }
};

}  // namespace

EXPORT int32_t bt_attach(BackwardCallback backward, ReleaseCallback release_saved, ReleaseCallback release, int64_t context, void* const* inputs, int32_t input_count, void** outputs, int32_t output_count) {
  return guarded([&]() -> int32_t {
    auto sources = list(inputs, input_count);
    auto node = std::shared_ptr<ManagedNode>(new ManagedNode(), torch::autograd::deleteNode);
    node->backward = backward;
    node->release = release;
    node->release_saved = release_saved;
    node->context = context;
    node->inputs = sources.size();
    node->set_next_edges(torch::autograd::collect_next_edges(sources));
    for (int32_t i = 0; i < output_count; ++i) torch::autograd::set_history(tensor(outputs[i]), node);
    return 0;
  }, -1);
}

// ---- random numbers -----------------------------------------------------------------------------------------------------------

EXPORT void* bt_generator(int64_t seed) {
  return guarded([&]() -> void* { return new at::Generator(at::make_generator<at::CPUGeneratorImpl>(static_cast<uint64_t>(seed))); }, nullptr);
}
EXPORT void* bt_default_generator() {
  return guarded([&]() -> void* { return new at::Generator(at::detail::getDefaultCPUGenerator()); }, nullptr);
}
EXPORT void bt_generator_free(void* generator) { delete static_cast<at::Generator*>(generator); }
EXPORT int32_t bt_generator_seed(void* generator, int64_t seed) {
  return guarded([&]() -> int32_t {
    auto& target = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(target.mutex());
    target.set_current_seed(static_cast<uint64_t>(seed));
    return 0;
  }, -1);
}
EXPORT int64_t bt_generator_initial_seed(void* generator) { return static_cast<int64_t>(static_cast<at::Generator*>(generator)->current_seed()); }
EXPORT void* bt_generator_state(void* generator) {
  return guarded([&]() -> void* { return own(static_cast<at::Generator*>(generator)->get_state()); }, nullptr);
}
EXPORT int32_t bt_generator_set_state(void* generator, void* state) {
  return guarded([&]() -> int32_t { static_cast<at::Generator*>(generator)->set_state(tensor(state)); return 0; }, -1);
}
EXPORT int32_t bt_manual_seed(int64_t seed) {
  return guarded([&]() -> int32_t { at::manual_seed(static_cast<uint64_t>(seed)); return 0; }, -1);
}

// ---- the machine --------------------------------------------------------------------------------------------------------------

EXPORT int32_t bt_threads() { return at::get_num_threads(); }
EXPORT int32_t bt_set_threads(int32_t count) {
  return guarded([&]() -> int32_t { at::set_num_threads(count); return 0; }, -1);
}
EXPORT int32_t bt_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }
EXPORT int32_t bt_set_interop_threads(int32_t count) {
  return guarded([&]() -> int32_t { at::set_num_interop_threads(count); return 0; }, -1);
}
EXPORT int32_t bt_cuda_devices() {
  return guarded([&]() -> int32_t { return torch::cuda::is_available() ? static_cast<int32_t>(torch::cuda::device_count()) : 0; }, 0);
}
EXPORT int32_t bt_cuda_synchronize(int64_t device) {
  return guarded([&]() -> int32_t { torch::cuda::synchronize(device); return 0; }, -1);
}
EXPORT const char* bt_version() { return TORCH_VERSION; }
