// The stand-in's only native code: a handful of C functions over libtorch's dispatcher. Every ATen operator is reached by its
// schema name and called boxed, so a new operator needs no new C++. Every exception ends here as a message.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/cuda.h>
#include <torch/serialize.h>
#include <torch/version.h>

#include "libtorch_versions.h"

#include <dlfcn.h>
#include <malloc.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

thread_local std::string last_error;

// libtorch appends stacks and hints to its messages; the first line says what is wrong.
void keep_error(const char* message) {
  std::string text(message ? message : "");
  text.erase(0, text.find_first_not_of('\n'));
  last_error = text.empty() ? "unknown error" : text.substr(0, text.find('\n'));
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

// What bt_call must know of an argument before it hands a value over.
enum class Wanted : uint8_t { kAny, kTensor, kDouble };

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Wanted> wanted;
  std::vector<bt::optional<c10::IValue>> defaults;
  bool plain;  // gives one tensor
};

c10::IValue value_of(const Argument& argument, Wanted wanted) {
  switch (argument.kind) {
    case kNone: return c10::IValue();
    case kTensor: return *static_cast<const at::Tensor*>(argument.pointer);
    case kInt:
      if (wanted == Wanted::kDouble) return static_cast<double>(argument.integer);
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
      c10::List<bt::optional<at::Tensor>> list;
      list.reserve(argument.count);
      auto handles = static_cast<void* const*>(argument.pointer);
      for (int32_t i = 0; i < argument.count; ++i)
        list.push_back(handles[i] ? bt::optional<at::Tensor>(tensor(handles[i])) : bt::nullopt);
      return list;
    }
    case kGenerator: return *static_cast<const at::Generator*>(argument.pointer);
    case kScalarInt: return at::Scalar(argument.integer);
    case kScalarDouble: return at::Scalar(argument.real);
    case kScalarBool: return at::Scalar(argument.integer != 0);
    default: TORCH_CHECK(false, "argument of unknown kind ", argument.kind);
  }
}

// ---- what was called, for error messages

const char* name_of(at::ScalarType type) {
  switch (type) {
    case at::kByte: return "Byte";
    case at::kChar: return "Int8";
    case at::kShort: return "Int16";
    case at::kInt: return "Int32";
    case at::kLong: return "Int64";
    case at::kHalf: return "Float16";
    case at::kFloat: return "Float32";
    case at::kDouble: return "Float64";
    case at::kComplexFloat: return "ComplexFloat32";
    case at::kComplexDouble: return "ComplexFloat64";
    default: return c10::toString(type);
  }
}

void write_tensor(std::ostream& out, const at::Tensor& value) {
  if (!value.defined()) {
    out << "none";
    return;
  }
  out << name_of(value.scalar_type()) << " [";
  for (int64_t i = 0; i < value.dim(); ++i) out << (i ? ", " : "") << value.size(i);
  out << "]";
  if (!value.device().is_cpu()) out << " on " << value.device();
}

constexpr int32_t kShown = 6;

template <typename T>
void write_list(std::ostream& out, const Argument& argument, T&& item) {
  out << "[";
  for (int32_t i = 0; i < argument.count && i < kShown; ++i) {
    if (i) out << ", ";
    item(i);
  }
  if (argument.count > kShown) out << ", ... " << argument.count << " in all";
  out << "]";
}

void write_argument(std::ostream& out, const Argument& argument) {
  switch (argument.kind) {
    case kTensor: return write_tensor(out, *static_cast<const at::Tensor*>(argument.pointer));
    case kInt: case kScalarInt: out << argument.integer; return;
    case kDouble: case kScalarDouble: out << argument.real; return;
    case kBool: case kScalarBool: out << (argument.integer ? "true" : "false"); return;
    case kString: out << '"' << static_cast<const char*>(argument.pointer) << '"'; return;
    case kDtype: out << name_of(static_cast<at::ScalarType>(argument.integer)); return;
    case kDevice: out << c10::Device(static_cast<c10::DeviceType>(argument.integer >> 32), static_cast<c10::DeviceIndex>(static_cast<int32_t>(argument.integer))); return;
    case kIntList: return write_list(out, argument, [&](int32_t i) { out << static_cast<const int64_t*>(argument.pointer)[i]; });
    case kDoubleList: return write_list(out, argument, [&](int32_t i) { out << static_cast<const double*>(argument.pointer)[i]; });
    case kBoolList: return write_list(out, argument, [&](int32_t i) { out << (static_cast<const uint8_t*>(argument.pointer)[i] ? "true" : "false"); });
    case kTensorList: case kOptionalTensorList:
      return write_list(out, argument, [&](int32_t i) {
        auto handle = static_cast<void* const*>(argument.pointer)[i];
        if (handle) write_tensor(out, tensor(handle)); else out << "none";
      });
    case kGenerator: out << "generator"; return;
    default: out << "none";
  }
}

// Adds "; called: aten::add.Tensor(self: Float32 [2, 3], other: Float32 [4])" to the message.
void keep_call(const Operator& target, const Argument* arguments, int32_t count) {
  auto& schema = target.handle.schema();
  std::ostringstream text;
  text << last_error << "; called: " << schema.name();
  if (!schema.overload_name().empty()) text << "." << schema.overload_name();
  text << "(";
  bool first = true;
  for (int32_t i = 0; i < count && i < static_cast<int32_t>(schema.arguments().size()); ++i) {
    if (arguments[i].kind == kMissing) continue;
    text << (first ? "" : ", ") << schema.arguments()[i].name() << ": ";
    write_argument(text, arguments[i]);
    first = false;
  }
  text << ")";
  last_error = text.str();
}

// Stacks of arguments are kept for the next call; a call inside a call (a backward step in C#) takes a new one.
thread_local std::vector<torch::jit::Stack> idle_stacks;

class BorrowedStack {
 public:
  BorrowedStack() {
    if (idle_stacks.empty()) return;
    stack_ = std::move(idle_stacks.back());
    idle_stacks.pop_back();
  }
  ~BorrowedStack() {
    stack_.clear();
    idle_stacks.push_back(std::move(stack_));
  }
  torch::jit::Stack& operator*() { return stack_; }

 private:
  torch::jit::Stack stack_;
};

// ---- memory

std::atomic<int64_t> live_bytes{0};

// libtorch's own allocator with a count, so that the collector on the other side can be told how much tensors hold, also those that
// only a graph knows. The two forms of allocate are those of libtorch before and since 2.3; copy_data came with the second.
class CountingAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) const { return made(bytes); }
  c10::DataPtr allocate(size_t bytes) { return made(bytes); }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* target, const void* source, size_t bytes) const { std::memcpy(target, source, bytes); }

 private:
  static c10::DataPtr made(size_t bytes) {
    void* data = c10::alloc_cpu(bytes);
    if (data) live_bytes.fetch_add(static_cast<int64_t>(malloc_usable_size(data)), std::memory_order_relaxed);
    return {data, data, &release, c10::Device(c10::DeviceType::CPU)};
  }
  static void release(void* data) {
    if (!data) return;
    live_bytes.fetch_sub(static_cast<int64_t>(malloc_usable_size(data)), std::memory_order_relaxed);
    c10::free_cpu(data);
  }
};

// Bytes on another device that only this tensor holds; a view shares its memory and counts for nothing.
int64_t device_bytes(const at::Tensor& value) {
  if (!value.defined() || value.device().is_cpu() || !value.has_storage() || value.storage().use_count() != 1) return 0;
  return static_cast<int64_t>(value.storage().nbytes());
}

}  // namespace

// ---- errors -------------------------------------------------------------------------------------------------------------------

EXPORT const char* bt_error() { return last_error.c_str(); }

// ---- the library itself --------------------------------------------------------------------------------------------------------

// Called once, before anything else. The number says which C# side this file belongs to.
EXPORT int32_t bt_start() {
  // A training step frees what the next one allocates again. Kept in the heap it need not be mapped and zeroed anew, page by page.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, INT32_MAX);
  c10::SetCPUAllocator(new CountingAllocator());
  return 3;
}

// Bytes of the CPU's tensors, read by the C# side whenever it likes.
EXPORT const std::atomic<int64_t>* bt_live_bytes() { return &live_bytes; }

// ---- operators ----------------------------------------------------------------------------------------------------------------

EXPORT void* bt_operator(const char* name, const char* overload) {
  return guarded([&]() -> void* {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", name, *overload ? "." : "", overload);
    auto made = std::make_unique<Operator>(Operator{*handle, {}, {}, false});
    for (auto& argument : handle->schema().arguments()) {
      auto kind = argument.type()->kind();
      made->wanted.push_back(kind == c10::TypeKind::TensorType ? Wanted::kTensor : kind == c10::TypeKind::FloatType ? Wanted::kDouble : Wanted::kAny);
      made->defaults.push_back(argument.default_value());
    }
    auto& returns = handle->schema().returns();
    made->plain = returns.size() == 1 && returns[0].type()->kind() == c10::TypeKind::TensorType;
    return made.release();
  }, nullptr);
}

struct Result {
  int32_t kind;
  int32_t unused;
  int64_t integer;  // of a tensor: the bytes that only it holds on a device other than the CPU
  double real;
  void* pointer;
};

namespace {

thread_local std::vector<Result> further_results;

Result result_of(at::Tensor&& value) {
  auto bytes = device_bytes(value);
  void* handle = own(std::move(value));
  return {handle ? kTensor : kNone, 0, bytes, 0, handle};
}

Result result_of(const c10::IValue& value) {
  if (value.isInt()) return {kInt, 0, value.toInt(), 0, nullptr};
  if (value.isDouble()) return {kDouble, 0, 0, value.toDouble(), nullptr};
  if (value.isBool()) return {kBool, 0, value.toBool(), 0, nullptr};
  if (!value.isScalar()) return {kNone, 0, 0, 0, nullptr};
  auto scalar = value.toScalar();
  if (scalar.isFloatingPoint()) return {kDouble, 0, 0, scalar.toDouble(), nullptr};
  if (scalar.isBoolean()) return {kBool, 0, scalar.toBool(), 0, nullptr};
  return {kInt, 0, scalar.toLong(), 0, nullptr};
}

void push(torch::jit::Stack& stack, const Operator& target, const Argument* arguments, int32_t count) {
  auto all = target.wanted.size();
  if (static_cast<size_t>(count) > all) TORCH_CHECK(false, "takes ", all, " arguments, not ", count);
  stack.reserve(all);
  for (size_t i = 0; i < all; ++i) {
    if (i < static_cast<size_t>(count) && arguments[i].kind != kMissing) {
      stack.push_back(value_of(arguments[i], target.wanted[i]));
      if (target.wanted[i] == Wanted::kTensor && !stack.back().isTensor())
        TORCH_CHECK(false, "argument '", target.handle.schema().arguments()[i].name(), "' must be a Tensor, not ", stack.back().isNone() ? "null" : "a " + stack.back().tagKind());
    } else {
      if (!target.defaults[i].has_value()) TORCH_CHECK(false, "needs its argument '", target.handle.schema().arguments()[i].name(), "'");
      stack.push_back(*target.defaults[i]);
    }
  }
}

}  // namespace

// Gives the number of results. Those past the capacity are left for bt_results, until the next call on this thread.
EXPORT int32_t bt_call(void* op, const Argument* arguments, int32_t count, Result* results, int32_t capacity) {
  auto& target = *static_cast<Operator*>(op);
  auto made = guarded([&]() -> int32_t {
    BorrowedStack borrowed;
    auto& stack = *borrowed;
    push(stack, target, arguments, count);
    target.handle.callBoxed(stack);
    if (target.plain) {
      results[0] = result_of(std::move(stack[0]).toTensor());
      return 1;
    }
    int32_t given = 0;
    further_results.clear();
    auto put = [&](Result result) {
      if (given < capacity) results[given] = result;
      else further_results.push_back(result);
      ++given;
    };
    for (auto& value : stack) {
      if (value.isTensor()) put(result_of(std::move(value).toTensor()));
      else if (value.isTensorList()) for (at::Tensor& item : value.toTensorVector()) put(result_of(std::move(item)));
      else put(result_of(value));
    }
    return given;
  }, -1);
  if (made < 0) keep_call(target, arguments, count);
  return made;
}

EXPORT const Result* bt_results() { return further_results.data(); }

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
  int64_t storage_offset;
  int64_t is_contiguous;
  const int64_t* sizes;
  const int64_t* strides;
};

EXPORT int32_t bt_describe(void* handle, Description* into) {
  return guarded([&]() -> int32_t {
    auto& value = tensor(handle);
    auto device = value.device();
    *into = {static_cast<int32_t>(value.dim()), static_cast<int32_t>(value.scalar_type()), static_cast<int32_t>(device.type()),
             device.index(), value.requires_grad(), value.is_leaf(), value.numel(), static_cast<int64_t>(value.element_size()),
             value.has_storage() ? value.storage_offset() : 0, value.layout() == at::kStrided && value.is_contiguous(), value.sizes().data(), value.strides().data()};
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
    auto& target = tensor(handle);
    if (grad) {
      auto& given = tensor(grad);
      TORCH_CHECK(given.sizes() == target.sizes(), "the gradient has shape ", given.sizes(), ", the tensor ", target.sizes());
      TORCH_CHECK(given.scalar_type() == target.scalar_type() && given.device() == target.device(), "the gradient is ", name_of(given.scalar_type()), " on ",
                  given.device(), ", the tensor ", name_of(target.scalar_type()), " on ", target.device());
    }
    target.mutable_grad() = grad ? tensor(grad) : at::Tensor();
    return 0;
  }, -1);
}

static std::vector<at::Tensor> list(void* const* handles, int32_t count) {
  std::vector<at::Tensor> values;
  for (int32_t i = 0; i < count; ++i) values.push_back(handles[i] ? tensor(handles[i]) : at::Tensor());
  return values;
}

// The same for a walk back through a graph.
static int32_t with_outputs(int32_t status, const char* what, void* const* outputs, int32_t count) {
  if (status >= 0) return status;
  std::ostringstream text;
  text << last_error << "; called: " << what << " of ";
  for (int32_t i = 0; i < count && i < kShown; ++i) {
    if (i) text << ", ";
    write_tensor(text, tensor(outputs[i]));
  }
  last_error = text.str();
  return status;
}

EXPORT int32_t bt_backward(void* const* outputs, int32_t count, void* const* grads, int32_t retain, int32_t create, void* const* inputs, int32_t input_count) {
  return with_outputs(guarded([&]() -> int32_t {
    torch::autograd::backward(list(outputs, count), grads ? list(grads, count) : std::vector<at::Tensor>(), retain != 0, create != 0, list(inputs, input_count));
    return 0;
  }, -1), "backward", outputs, count);
}

EXPORT int32_t bt_autograd_grad(void* const* outputs, int32_t count, void* const* inputs, int32_t input_count, void* const* grads, int32_t retain,
                                int32_t create, int32_t allow_unused, void** results) {
  return with_outputs(guarded([&]() -> int32_t {
    auto values = torch::autograd::grad(list(outputs, count), list(inputs, input_count), grads ? list(grads, count) : std::vector<at::Tensor>(),
                                        retain != 0, create != 0, allow_unused != 0);
    for (int32_t i = 0; i < input_count; ++i) results[i] = own(values[i]);
    return 0;
  }, -1), "grad", outputs, count);
}

// Inference mode is kept by an object of its own for each nesting, on the thread that made it.
EXPORT void* bt_inference_begin(int32_t enabled) {
  return guarded([&]() -> void* { return new c10::InferenceMode(enabled != 0); }, nullptr);
}
EXPORT void bt_inference_end(void* mode) { delete static_cast<c10::InferenceMode*>(mode); }
EXPORT int32_t bt_inference_mode() { return c10::InferenceMode::is_enabled(); }

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
  return guarded([&]() -> int32_t {
    at::set_num_threads(count);
    // OpenBLAS has threads of its own, which libtorch 1.13 does not know of: a product of matrices would use every core all the same.
    using SetThreads = void (*)(int);
    if (auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(count);
    return 0;
  }, -1);
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
EXPORT int32_t bt_cudnn() {
  return guarded([&]() -> int32_t { return torch::cuda::cudnn_is_available(); }, 0);
}

// Settings of the GPU's arithmetic, by number; the C# side remembers what it set, since later versions refuse to tell.
EXPORT int32_t bt_set_flag(int32_t flag, int32_t value) {
  return guarded([&]() -> int32_t {
    auto& context = at::globalContext();
    switch (flag) {
      case 0: context.setAllowTF32CuBLAS(value != 0); return 0;
      case 1: context.setAllowTF32CuDNN(value != 0); return 0;
      case 2: context.setAllowFP16ReductionCuBLAS(value != 0); return 0;
      case 3: context.setSDPUseFlash(value != 0); return 0;
      case 4: context.setSDPUseMath(value != 0); return 0;
      default: TORCH_CHECK(false, "there is no flag ", flag);
    }
  }, -1);
}
EXPORT const char* bt_version() { return TORCH_VERSION; }
