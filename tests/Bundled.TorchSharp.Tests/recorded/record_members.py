"""Writes what members of a tensor give in PyTorch, for the tests of the stand-in. Run with the python3-torch of the libtorch in use.

A case is the member's name and its arguments in the order of the C# signature; where PyTorch takes them otherwise, the case says how.
"""
import json
import os

import torch

torch.set_num_threads(1)
torch.manual_seed(5)
folder = os.path.dirname(os.path.abspath(__file__))

unit = torch.rand(2, 3, dtype=torch.float64) * 0.8 + 0.1
real = torch.randn(2, 3, dtype=torch.float64)
other = torch.randn(2, 3, dtype=torch.float64)
positive = torch.rand(2, 3, dtype=torch.float64) + 1.1
line = torch.randn(7, dtype=torch.float64)
square = torch.randn(3, 3, dtype=torch.float64)
spd = square @ square.T + 3 * torch.eye(3, dtype=torch.float64)
batch = torch.randn(2, 3, 4, dtype=torch.float64)
whole = torch.randint(-9, 10, (2, 3))
shifts = torch.randint(1, 4, (2, 3))
gaps = torch.tensor([1.0, float("nan"), 3.0, -2.0], dtype=torch.float64)
labels = torch.tensor([0, 2])
mask = real > 0

cases = []


def encode(value):
    if isinstance(value, torch.Tensor):
        numbers = [repr(float(item)) if item != item or item in (float("inf"), float("-inf")) else float(item) for item in value.detach().double().reshape(-1)]
        return {"shape": list(value.shape), "type": str(value.dtype).split(".")[1], "values": numbers}
    if isinstance(value, bool) or value is None or isinstance(value, (int, float)):
        return value
    return {"list": list(value)}


def add(name, *arguments, result=None):
    if result is None:
        method = getattr(arguments[0], name, None)
        result = method(*arguments[1:]) if method else getattr(torch, name)(*arguments)
    results = list(result) if isinstance(result, (tuple, list)) else [result]
    cases.append({"name": name, "arguments": [encode(value) for value in arguments], "results": [encode(value) for value in results]})


for name in ("abs acos acosh asin asinh atan atanh arccos arcsin arctan arctanh arcsinh ceil cos cosh deg2rad digamma erf erfc erfinv exp exp2 expm1 fix floor "
             "frac i0 lgamma log log10 log1p log2 neg negative positive rad2deg reciprocal round rsqrt sgn sigmoid sign sin sinc sinh sqrt "
             "square tan tanh trunc absolute isneginf isposinf isreal signbit logit hardtanh").split():
    add(name, positive, *((-0.5, 0.5) if name == "hardtanh" else ()), result=torch.nn.functional.hardtanh(positive, -0.5, 0.5) if name == "hardtanh" else None) \
        if name in ("acosh", "hardtanh") else add(name, unit)
for name in "relu relu6 selu silu hardsigmoid hardswish softplus".split():
    add(name, real * 2, result=getattr(torch.nn.functional, name)(real * 2))
add("leaky_relu", real, 0.2, result=torch.nn.functional.leaky_relu(real, 0.2))
add("elu", real, 0.7, result=torch.nn.functional.elu(real, 0.7))
add("celu", real, 0.7, result=torch.nn.functional.celu(real, 0.7))
add("threshold", real, 0.1, 0.2, result=torch.nn.functional.threshold(real, 0.1, 0.2))
add("glu", batch, result=torch.nn.functional.glu(batch))
add("prelu", real, torch.tensor([0.3], dtype=torch.float64))
add("log_sigmoid", real, result=torch.nn.functional.logsigmoid(real))
for name in ("add sub subtract mul multiply div divide true_divide floor_divide atan2 arctan2 copysign fmax fmin hypot logaddexp logaddexp2 maximum minimum "
             "nextafter remainder fmod eq ne lt le gt ge greater greater_equal less less_equal not_equal dist heaviside xlogy float_power").split():
    add(name, positive if name in ("float_power", "xlogy") else real, other if name != "xlogy" else positive)
add("pow", positive, other)
add("ldexp", real, shifts)
for name in "gcd lcm bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift".split():
    add(name, whole, shifts)
add("bitwise_not", whole)
for name in "logical_and logical_or logical_xor".split():
    add(name, mask, other > 0)
add("logical_not", mask)
add("mvlgamma", positive + 2, 2)
add("polygamma", unit, 1, result=torch.polygamma(1, unit))
add("igamma", positive, positive + 1, result=torch.igamma(positive, positive + 1))
add("lerp", real, other, unit)
add("addcmul", real, other, unit, 0.5, result=torch.addcmul(real, other, unit, value=0.5))
add("addcdiv", real, other, unit, 0.5, result=torch.addcdiv(real, other, unit, value=0.5))
add("clamp", real, -0.3, 0.4)
add("clip", real, -0.3, 0.4)
add("clamp_min", real, -0.3)
add("clamp_max", real, 0.3)
add("nan_to_num", gaps, 7.0)
add("nansum", gaps)
add("nanmedian", gaps)
add("nanmean", gaps)
add("isclose", real, real + 1e-9)
add("isin", whole, torch.tensor([1, 2, 3]), result=torch.isin(whole, torch.tensor([1, 2, 3])))
for name in "sum mean prod max min std var median logsumexp any all".split():
    if name == "logsumexp":
        add(name, real, 1)
    elif name in ("any", "all"):
        add(name, mask)
    else:
        add(name, real)
add("aminmax", real, 1, result=torch.aminmax(real, dim=1))
add("std_mean", real, result=torch.std_mean(real))
add("var_mean", real, result=torch.var_mean(real))
add("quantile", line, torch.tensor(0.3, dtype=torch.float64))
add("nanquantile", gaps, torch.tensor(0.3, dtype=torch.float64))
add("mode", torch.tensor([1, 2, 2, 3, 1, 2]))
add("kthvalue", line, 3, None, result=torch.kthvalue(line, 3))
add("cummax", line, 0)
add("cummin", line, 0)
add("cumsum", real, 1)
add("cumprod", real, 1)
add("logcumsumexp", real, 1)
add("corrcoef", real)
add("cov", real)
add("diff", line)
add("msort", real)
add("renorm", real, 2.0, 0, 0.5)
add("trapezoid", line, result=torch.trapezoid(line))
add("cumulative_trapezoid", line, result=torch.cumulative_trapezoid(line))
add("histc", real, 4, -2, 2)
add("bincount", torch.tensor([0, 1, 1, 3]), None, 5)
add("addmm", square, spd, square, 0.5, 2.0, result=torch.addmm(square, spd, square, beta=0.5, alpha=2.0))
add("addmv", line[:3], square, line[3:6], 0.5, 2.0, result=torch.addmv(line[:3], square, line[3:6], beta=0.5, alpha=2.0))
add("addr", square, line[:3], line[3:6])
add("baddbmm", torch.zeros(2, 3, 3, dtype=torch.float64), batch, batch.transpose(1, 2).contiguous())
add("addbmm", square, batch, batch.transpose(1, 2).contiguous())
add("det", square)
add("logdet", spd)
add("inverse", spd)
add("pinverse", real)
add("cholesky_inverse", torch.linalg.cholesky(spd))
add("cholesky_solve", square, torch.linalg.cholesky(spd))
add("matrix_exp", square)
add("matrix_power", square, 3)
add("inner", line, line * 2)
add("outer", line[:2], line[2:5])
add("ger", line[:2], line[2:5])
add("vdot", line, line * 2)
add("dot", line, line * 2)
add("mv", square, line[:3])
add("trace", square)
add("tensordot", batch, batch.permute(1, 2, 0).contiguous(), 2, result=torch.tensordot(batch, batch.permute(1, 2, 0).contiguous(), 2))
add("vander", line[:3], result=torch.vander(line[:3]))
add("diag_embed", real)
add("diagflat", line)
add("diag", square, 1)
add("diagonal", square, 1)
add("tril", square, -1)
add("triu", square, 1)
add("argwhere", mask)
add("atleast_3d", line)
add("fliplr", real)
add("flipud", real)
add("rot90", real, 1)
add("roll", line, 2)
add("channel_shuffle", batch.reshape(1, 6, 2, 2), 2, result=torch.channel_shuffle(batch.reshape(1, 6, 2, 2), 2))
add("index_add", real, 1, labels, other[:, :2], 2.0, result=torch.index_add(real, 1, labels, other[:, :2], alpha=2.0))
add("index_copy", real, 1, labels, other[:, :2].contiguous())
add("index_fill", real, 1, labels, 9.0)
add("index_select", real, 1, labels)
add("masked_scatter", real, mask, other)
add("masked_fill", real, mask, 3.0)
add("masked_select", real, mask)
add("select_scatter", real, torch.zeros(2, dtype=torch.float64), 1, 1)
add("slice_scatter", real, torch.zeros(2, 2, dtype=torch.float64), 1, 0, 2, result=torch.cat([torch.zeros(2, 2, dtype=torch.float64), real[:, 2:]], 1))
add("diagonal_scatter", square, torch.zeros(3, dtype=torch.float64))
add("take_along_dim", real, torch.argsort(real, 1), 1)
add("gather", real, 1, torch.argsort(real, 1))
add("scatter", real, 1, torch.argsort(real, 1), other)
add("scatter_add", real, 1, torch.argsort(real, 1), other)
add("swapdims", batch, 0, 2)
add("transpose", batch, 0, 2)
add("movedim", batch, (0, 1), (2, 0))
add("unflatten", batch, 2, (2, 2), result=batch.reshape(2, 3, 2, 2))
add("tensor_split", line, 3)
add("hsplit", real, 3)
add("vsplit", real, 2)
add("dsplit", batch, 2)
add("chunk", line, 3)
add("split", line, (3, 4), result=torch.split(line, [3, 4]))
add("unbind", real, 1)
add("unique_consecutive", torch.tensor([1, 1, 2, 2, 3, 1]), True, True,
    result=torch.unique_consecutive(torch.tensor([1, 1, 2, 2, 3, 1]), return_inverse=True, return_counts=True))
add("bucketize", line, torch.tensor([-1.0, 0.0, 1.0], dtype=torch.float64), result=torch.bucketize(line, torch.tensor([-1.0, 0.0, 1.0], dtype=torch.float64)))
add("softmax", real, 1)
add("log_softmax", real, 1)
add("norm", real, result=torch.norm(real))
add("frexp", positive)

with open(os.path.join(folder, "members.json"), "w") as file:
    json.dump(cases, file, indent=0)
    file.write("\n")
print(len(cases), "cases")
