"""Stand-alone local self-attention in plain PyTorch, as public ports write it: keys and values unfolded into k*k copies.

A peer for `kit bench attention`, and for a test that holds its numbers against the layer's.

    python3 unfold_attention.py CHANNELS SIDE [BATCH [KERNEL_SIZE]]   measures once and prints JSON
    python3 unfold_attention.py --serve                               answers one JSON line for each line it is sent
"""
import ctypes
import json
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class UnfoldAttention(nn.Module):
    """y_ij = sum_ab softmax_ab(q_ij . k_ab + q_ij . r_ab) v_ab over the window around ij; r_ab is a row and a column half (Ramachandran et al. 2019, eq. 3)."""

    def __init__(self, in_channels, out_channels, kernel_size, heads):
        super().__init__()
        self.kernel_size, self.heads, self.head_dim = kernel_size, heads, out_channels // heads
        self.query = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.key = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.value = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.row_embedding = nn.Parameter(torch.randn(kernel_size, self.head_dim // 2))
        self.column_embedding = nn.Parameter(torch.randn(kernel_size, self.head_dim // 2))

    def windows(self, maps):
        """[B, C, H, W] -> [B, heads, head_dim, H, W, k, k], zeros outside the image."""
        k = self.kernel_size
        padded = F.pad(maps, [k // 2] * 4)
        unfolded = padded.unfold(2, k, 1).unfold(3, k, 1)
        return unfolded.unflatten(1, (self.heads, self.head_dim))

    def forward(self, images):
        k, half = self.kernel_size, self.head_dim // 2
        query = self.query(images)
        batch, _, height, width = query.shape
        query = query.view(batch, self.heads, self.head_dim, height, width, 1)
        keys = self.windows(self.key(images))
        rows = self.row_embedding.t().view(half, 1, 1, k, 1).expand(half, 1, 1, k, k)
        columns = self.column_embedding.t().view(half, 1, 1, 1, k).expand(half, 1, 1, k, k)
        # The table joins the keys, padded ones too: (k + r) is one copy for each position of the window.
        keys = (keys + torch.cat([rows, columns])).flatten(5)                      # [B, heads, head_dim, H, W, k*k]
        values = self.windows(self.value(images)).flatten(5)
        # A product and a sum: einsum, which would copy into the layout of a matrix product, takes half as long again.
        weights = (query * keys).sum(2, keepdim=True).softmax(-1)                  # [B, heads, 1, H, W, k*k]
        return (weights * values).sum(-1).flatten(1, 2)                            # [B, C, H, W]


class Work:
    """A layer with an input and a gradient to send back."""

    def __init__(self, channels, side, batch, kernel_size, heads):
        self.layer = UnfoldAttention(channels, channels, kernel_size, heads)
        self.images = torch.randn(batch, channels, side, side, requires_grad=True)
        self.gradient = torch.randn(batch, channels, side, side)

    def forward(self):
        with torch.no_grad():
            self.layer(self.images)

    def forward_backward(self):
        self.layer(self.images).backward(self.gradient)
        self.images.grad = None

    def seconds(self, pass_name):
        run = self.forward if pass_name == "forward" else self.forward_backward
        start = time.perf_counter()
        run()
        return time.perf_counter() - start

    def extra_mib(self):
        """What the process grows by at most during a step; None where the system does not say."""
        if not os.path.exists("/proc/self/clear_refs"):
            return None
        try:
            ctypes.CDLL(None).malloc_trim(0)  # memory that was freed but kept would be used again and not be seen
        except AttributeError:
            pass  # not every libc has it
        with open("/proc/self/clear_refs", "w") as reset:
            reset.write("5")  # sets the peak back to what is in use now
        before = status("VmRSS:")
        self.forward_backward()
        return (status("VmHWM:") - before) / 1024


def status(name):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(name))


def measure(channels, side, batch=32, kernel_size=7, heads=8, rounds=7):
    torch.set_num_threads(os.cpu_count())
    work = Work(channels, side, batch, kernel_size, heads)
    extra = work.extra_mib()
    medians = {
        name: 1000 * statistics.median([work.seconds(name) for _ in range(rounds + 1)][1:]) for name in ("forward", "forward-backward")
    }
    return {
        "shape": f"C{channels}-H{side}-B{batch}-k{kernel_size}", "threads": torch.get_num_threads(), "version": torch.__version__,
        "forward_ms": medians["forward"], "forward_backward_ms": medians["forward-backward"], "extra_mib": extra,
    }


def compute(folder, channels, heads, kernel_size, batch, height, width):
    """Reads weights, images and a gradient from files of float32, and writes output and gradients beside them."""

    def read(name, shape):
        with open(os.path.join(folder, name), "rb") as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.float32).view(shape)

    def write(name, tensor):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(tensor.detach().contiguous().numpy().tobytes())

    layer = UnfoldAttention(channels, channels, kernel_size, heads)
    with torch.no_grad():
        for name, parameter in layer.named_parameters():
            parameter.copy_(read(name, parameter.shape))
    images = read("images", (batch, channels, height, width)).requires_grad_()
    output = layer(images)
    output.backward(read("output_gradient", output.shape))
    write("output", output)
    write("images.gradient", images.grad)
    for name, parameter in layer.named_parameters():
        write(name + ".gradient", parameter.grad)
    return {"names": [name for name, _ in layer.named_parameters()]}


def serve():
    work = None
    for line in sys.stdin:
        request = json.loads(line)
        what = request.pop("what")
        if what == "hello":
            answer = {"version": torch.__version__}
        elif what == "make":
            torch.set_num_threads(request.pop("threads"))
            work = None  # before the next one is made
            work = Work(**request)
            answer = {}
        elif what == "run":
            answer = {"seconds": work.seconds(request["pass"])}
        elif what == "memory":
            answer = {"mib": work.extra_mib()}
        elif what == "compute":
            answer = compute(**request)
        else:
            answer = {"error": "unknown: " + what}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        serve()
    elif 3 <= len(sys.argv) <= 5 and all(argument.isdigit() for argument in sys.argv[1:]):
        print(json.dumps(measure(*map(int, sys.argv[1:]))))
    else:
        sys.exit(__doc__)
