"""The other side of `kit bench torch`: answers one JSON line for each line it is sent, and ends with its input."""
import json
import sys
import time
import timeit

import torch
import torch.nn.functional as F
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, channels, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv3 = nn.Conv2d(channels, 4 * channels, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * channels)
        self.downsample = None
        if stride != 1 or inputs != 4 * channels:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, 4 * channels, 1, stride, bias=False), nn.BatchNorm2d(4 * channels))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet26(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        groups, inputs = [], 64
        for group, blocks in enumerate((1, 2, 4, 1)):
            channels, layers = 64 << group, []
            for block in range(blocks):
                layers.append(Bottleneck(inputs, channels, 2 if group and not block else 1))
                inputs = 4 * channels
            groups.append(nn.Sequential(*layers))
        self.groups = nn.Sequential(*groups)
        self.fc = nn.Linear(inputs, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(self.groups(x).mean([2, 3]))


class SmallVisionTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 192, 4, 4)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(192, 3, 768, 0.0), 6)
        torch.manual_seed(7)  # the two sides draw different numbers while they copy the layer
        self.classifier = nn.Linear(192, 10)

    def forward(self, x):
        return self.classifier(self.encoder(self.patches(x).flatten(2).permute(2, 0, 1)).mean(0))


class Step:
    def __init__(self, name):
        torch.manual_seed(7)
        if name == "resnet26":
            self.network, (batch, side) = ResNet26(), (8, 64)
            self.optimizer = torch.optim.SGD(self.network.parameters(), 0.01, momentum=0.9)
        else:
            self.network, (batch, side) = SmallVisionTransformer(), (32, 32)
            self.optimizer = torch.optim.Adam(self.network.parameters(), 1e-3)
        self.images = torch.randn(batch, 3, side, side)
        self.labels = torch.randint(0, 10, (batch,))

    def run(self):
        start = time.perf_counter()
        self.optimizer.zero_grad(set_to_none=False)
        loss = F.cross_entropy(self.network(self.images), self.labels)
        loss.backward()
        self.optimizer.step()
        return {"seconds": time.perf_counter() - start, "loss": loss.item()}

    def optimise(self):
        start = time.perf_counter()
        self.optimizer.step()
        return {"seconds": time.perf_counter() - start}


def small(name):
    torch.set_num_threads(1)
    leaf = torch.randn(4, 4).requires_grad_()
    layer = nn.Linear(4, 4)
    left, right = torch.randn(4, 4), torch.randn(4, 4)

    def back():
        with torch.enable_grad():
            (leaf * right).sum().backward()

    run = {
        "Add": lambda: left + right, "MultiplyByNumber": lambda: left * 1.5, "AddInPlace": lambda: left.add_(right),
        "Matmul": lambda: left.matmul(right), "View": lambda: left.view(2, 8), "SumOfRows": lambda: left.sum(1),
        "IndexRow": lambda: left[1], "IndexColumn": lambda: left[:, 1], "Shape": lambda: left.shape, "Relu": lambda: left.relu(),
        "Softmax": lambda: left.softmax(1), "LinearLayer": lambda: layer(left), "ForwardAndBackward": back,
    }[name]
    with torch.no_grad():
        count = 20000
        timeit.timeit(run, number=count)
        times = sorted(timeit.repeat(run, number=count, repeat=7))
    return {"seconds": times[3] / count}


steps = {}
for line in sys.stdin:
    request = json.loads(line)
    what = request["what"]
    if what == "hello":
        answer = {"version": torch.__version__}
    elif what == "small":
        answer = small(request["name"])
    elif what == "make":
        torch.set_num_threads(request["threads"])
        steps[request["name"]] = Step(request["name"])
        answer = {"parameters": sum(p.numel() for p in steps[request["name"]].network.parameters())}
    elif what == "step":
        answer = steps[request["name"]].run()
    elif what == "optimise":
        answer = steps[request["name"]].optimise()
    else:
        answer = {"error": "unknown: " + what}
    print(json.dumps(answer), flush=True)
