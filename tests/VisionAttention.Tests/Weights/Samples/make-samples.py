"""Writes the sample files beside this script, with PyTorch, NumPy and h5py themselves. Needs torch, numpy and h5py.

Every tensor is arange(n) (truth values: odd), viewed as its name says, so a reader's result is known without the file.
"""
import argparse
import collections
import os

import h5py
import numpy
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
DTYPES = {
    "float64": torch.float64, "float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16,
    "int64": torch.int64, "int32": torch.int32, "int16": torch.int16, "int8": torch.int8, "uint8": torch.uint8,
}


def path(name):
    return os.path.join(HERE, name)


def counted(dtype, *shape):
    return torch.arange(int(numpy.prod(shape)), dtype=torch.int64).to(dtype).reshape(shape)


def state():
    """Each dtype, and each way a tensor may lie in a storage."""
    tensors = collections.OrderedDict((name, counted(dtype, 3, 5)) for name, dtype in DTYPES.items())
    tensors["bool"] = counted(torch.int64, 3, 5) % 2 == 1
    shared = counted(torch.float32, 4, 6)
    tensors["shared.whole"] = shared
    tensors["shared.transposed"] = shared.t()
    tensors["shared.columns"] = shared[1:, 1::2]
    tensors["shared.row"] = shared[2]
    tensors["expanded"] = counted(torch.float32, 1, 3).expand(2, 3)
    tensors["scalar"] = torch.tensor(7.0)
    tensors["empty"] = torch.zeros(0, 4)
    tensors["parameter"] = torch.nn.Parameter(counted(torch.float32, 2, 3))
    return tensors


def wrapped():
    """What DeiT, DINO and MAE write: weights under `model`, the optimiser, the settings of the run."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.LayerNorm(3))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(counted(torch.float32, *parameter.shape))
    settings = argparse.Namespace(lr=0.0005, model="deit_tiny", batch_size=64, resume="", distributed=True, opt_betas=None, sizes=[224, 96])
    return {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 300, "args": settings}


def teacher():
    """DINO: two networks in one file, so no single root."""
    return {"student": {"cls_token": counted(torch.float32, 1, 1, 4)}, "teacher": {"backbone.cls_token": counted(torch.float32, 1, 2, 2)}, "epoch": 3}


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Linear(3, 2, bias=False))

    def forward(self, tokens):
        return tokens + self.layers(tokens)


class Program(torch.nn.Module):
    """What a module may hold beside its weights: numbers, text, lists, and tensors within lists and dicts, which state_dict leaves out."""

    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.ModuleList([Block(), Block()])
        self.tied = torch.nn.Linear(2, 2)
        self.again = torch.nn.Linear(2, 2)
        self.again.weight = self.tied.weight
        self.scale = torch.nn.Parameter(torch.zeros(()))
        self.norm = torch.nn.BatchNorm1d(2)
        self.register_buffer("context_length", torch.tensor(77))
        self.resolution, self.title, self.ratio, self.nothing = 224, "a program", 0.5, None
        self.sizes = [224, 96]
        self.lists = [[1, 2], [3]]
        self.cache = [torch.ones(2), torch.ones(3)]
        self.table = {"a": torch.ones(2)}
        with torch.no_grad():
            for tensor in self.state_dict().values():
                if tensor.ndim:
                    tensor.copy_(counted(tensor.dtype, *tensor.shape))

    def forward(self, tokens):
        for block in self.blocks:
            tokens = block(tokens)
        return self.again(self.tied(tokens)) * self.scale.exp() * float(self.ratio)


class Holder(torch.nn.Module):
    """A layer whose forward is not called is traced with its weights, without its program."""

    def __init__(self):
        super().__init__()
        self.attn = torch.nn.MultiheadAttention(4, 2)
        self.program = Program()
        with torch.no_grad():
            for tensor in self.attn.parameters():
                tensor.copy_(counted(tensor.dtype, *tensor.shape))

    def forward(self, tokens):
        return self.program(tokens)


def arrays():
    values = numpy.arange(15).reshape(3, 5)
    result = {code.strip("<>|"): values.astype(code) for code in ("<f2", "<f4", "<f8", "|i1", "<i2", "<i4", "<i8", "|u1")}
    result["b1"] = values % 2 == 1
    for code in (">f2", ">f4", ">f8", ">i2", ">i4", ">i8"):
        result["big/" + code[1:]] = values.astype(code)
    result["fortran/f4"] = numpy.asfortranarray(values.astype("<f4"))
    result["fortran/3d"] = numpy.asfortranarray(numpy.arange(30, dtype=">i4").reshape(2, 3, 5))
    result["scalar"] = numpy.float32(7)
    result["vector"] = numpy.arange(3, dtype="<f4")
    result["empty"] = numpy.zeros((0, 4), dtype="<f4")
    return result


torch.save(state(), path("state.pth"))
torch.save(state(), path("state-legacy.pth"), _use_new_zipfile_serialization=False)
torch.save(state(), path("state-protocol-4.pth"), pickle_protocol=4)
torch.save(wrapped(), path("wrapped.pth"))
torch.save(wrapped(), path("wrapped-legacy.pth"), _use_new_zipfile_serialization=False)
torch.save(teacher(), path("teacher.pth"))
torch.save(counted(torch.float32, 2, 3), path("single.pt"))
torch.jit.save(torch.jit.script(Program().half()), path("script.pt"))
torch.jit.save(torch.jit.trace(Holder().to(torch.bfloat16), torch.ones(2, 2, dtype=torch.bfloat16)), path("traced.pt"))
torch.jit.save(torch.jit.freeze(torch.jit.script(Program().eval())), path("frozen.pt"))
numpy.savez(path("stored.npz"), **arrays())
numpy.savez_compressed(path("deflated.npz"), **arrays())
numpy.savez(path("objects.npz"), fine=numpy.zeros(2), labels=numpy.array(["a", None], dtype=object))
for version in ((1, 0), (2, 0), (3, 0)):
    with open(path("version-%d.npy" % version[0]), "wb") as file:
        numpy.lib.format.write_array(file, numpy.arange(6, dtype="<f4").reshape(2, 3), version=version)

# Groups and datasets as Keras makes them: bfloat16 as two bytes, with an attribute that says so.
with h5py.File(path("vars.h5"), "w") as file:
    variables = file.create_group("layers/dense_1").create_group("vars")
    for name, dtype in (("float64", "f8"), ("float32", "f4"), ("float16", "f2"), ("int64", "i8"), ("int32", "i4"), ("int16", "i2"), ("int8", "i1"), ("uint8", "u1")):
        variables[name] = numpy.arange(15, dtype=dtype).reshape(3, 5)
    halves = (numpy.arange(15, dtype="f4").view("u4") >> 16).astype("u2").view("V2").reshape(3, 5)
    variables.create_dataset("bfloat16", data=halves).attrs["dtype"] = "bfloat16"
    variables["scalar"] = numpy.float32(7)
    variables.create_dataset("empty", shape=(0, 4), dtype="f4")
    variables.create_dataset("deflated", data=numpy.arange(260, dtype="f4").reshape(13, 20), chunks=(4, 8), compression="gzip", shuffle=True)
    variables["text"] = "no numbers"
    variables["truth"] = numpy.array([True, False])
with h5py.File(path("big-endian.h5"), "w") as file:
    file["w"] = numpy.arange(3, dtype=">f4")
with h5py.File(path("circle.h5"), "w") as file:
    file["w"] = numpy.arange(3, dtype="f4")
    file["again"] = h5py.SoftLink("/")
