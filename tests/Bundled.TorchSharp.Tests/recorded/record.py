"""Writes what PyTorch computes, for the tests of the stand-in. Run with the python3-torch of the libtorch in use."""
import json
import os

import torch
from torch import nn
import torch.nn.functional as F

torch.set_num_threads(1)
folder = os.path.dirname(os.path.abspath(__file__))


def numbers(tensor):
    return {"shape": list(tensor.shape), "values": [float(value) for value in tensor.detach().double().reshape(-1)]}


def write(name, data):
    with open(os.path.join(folder, name), "w") as file:
        json.dump(data, file, indent=0)
        file.write("\n")


def parameters(module):
    return {name: numbers(value) for name, value in module.state_dict().items()}


def draws():
    cases = {}
    torch.manual_seed(42)
    cases["randn"] = numbers(torch.randn(3, 5))
    cases["rand"] = numbers(torch.rand(2, 3))
    cases["randperm"] = numbers(torch.randperm(11))
    cases["randint"] = numbers(torch.randint(0, 10, (7,)))
    cases["dropout"] = numbers(F.dropout(torch.ones(4, 5), 0.3, True))
    cases["dropout2d"] = numbers(F.dropout2d(torch.ones(2, 5, 2, 2), 0.4, True))
    cases["bernoulli"] = numbers(torch.bernoulli(torch.full((9,), 0.5)))
    makers = {
        "Linear": lambda: nn.Linear(5, 3),
        "Conv1d": lambda: nn.Conv1d(2, 3, 3),
        "Conv2d": lambda: nn.Conv2d(4, 6, (3, 2), groups=2),
        "ConvTranspose2d": lambda: nn.ConvTranspose2d(2, 3, 2),
        "Embedding": lambda: nn.Embedding(4, 3, padding_idx=1),
        "MultiheadAttention": lambda: nn.MultiheadAttention(4, 2),
        "MultiheadAttention wide keys": lambda: nn.MultiheadAttention(4, 2, add_bias_kv=True, kdim=3, vdim=5),
    }
    for name, make in makers.items():
        torch.manual_seed(42)
        cases[name] = parameters(make())
    torch.manual_seed(42)
    cases["trunc_normal_"] = numbers(nn.init.trunc_normal_(torch.empty(4, 5), std=0.02, a=-0.03, b=0.03))
    cases["xavier_normal_"] = numbers(nn.init.xavier_normal_(torch.empty(3, 4)))
    cases["kaiming_normal_"] = numbers(nn.init.kaiming_normal_(torch.empty(3, 4, 2, 2), mode="fan_out", nonlinearity="relu"))
    cases["orthogonal_"] = numbers(nn.init.orthogonal_(torch.empty(3, 5)))
    return cases


def optimizers():
    makers = {
        "SGD": lambda p: torch.optim.SGD(p, 0.1),
        "SGD momentum": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.05, dampening=0.2),
        "SGD nesterov": lambda p: torch.optim.SGD(p, 0.1, momentum=0.8, nesterov=True),
        "SGD maximize": lambda p: torch.optim.SGD(p, 0.1, momentum=0.8, maximize=True),
        "Adam": lambda p: torch.optim.Adam(p, 0.05),
        "Adam decay": lambda p: torch.optim.Adam(p, 0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1, amsgrad=True),
        "AdamW": lambda p: torch.optim.AdamW(p, 0.05, weight_decay=0.1),
        "AdamW amsgrad": lambda p: torch.optim.AdamW(p, 0.05, weight_decay=0.02, amsgrad=True, maximize=True),
        "RMSProp": lambda p: torch.optim.RMSprop(p, 0.02),
        "RMSProp centered": lambda p: torch.optim.RMSprop(p, 0.02, alpha=0.9, momentum=0.7, centered=True, weight_decay=0.1),
    }
    cases = {}
    for name, make in makers.items():
        first = torch.linspace(-1, 2, 6, dtype=torch.float64).reshape(2, 3).requires_grad_()
        second = torch.tensor([0.5, -0.25], dtype=torch.float64, requires_grad=True)
        optimizer = make([first, second])
        steps = []
        for step in range(3):
            optimizer.zero_grad()
            ((first ** 3).sum() * (step + 1) + (second * first[:, :1].detach().reshape(-1)).sum() ** 2).backward()
            optimizer.step()
            steps.append([numbers(first), numbers(second)])
        cases[name] = steps
    return cases


def schedules():
    from torch.optim import lr_scheduler as s
    makers = {
        "StepLR": lambda o: s.StepLR(o, 3, 0.5),
        "MultiStepLR": lambda o: s.MultiStepLR(o, [2, 5, 5, 8], 0.5),
        "ExponentialLR": lambda o: s.ExponentialLR(o, 0.9),
        "ConstantLR": lambda o: s.ConstantLR(o, 0.25, 4),
        "LinearLR": lambda o: s.LinearLR(o, 0.1, 0.8, 6),
        "PolynomialLR": lambda o: s.PolynomialLR(o, 7, 2.0),
        "CosineAnnealingLR": lambda o: s.CosineAnnealingLR(o, 5, 0.01),
        "LambdaLR": lambda o: s.LambdaLR(o, lambda step: 1 / (1 + step)),
        "MultiplicativeLR": lambda o: s.MultiplicativeLR(o, lambda step: 0.9 ** step),
        "SequentialLR": lambda o: s.SequentialLR(o, [s.LinearLR(o, 0.1, 1.0, 4), s.CosineAnnealingLR(o, 8)], [4]),
        "ChainedLR": lambda o: s.ChainedScheduler([s.ConstantLR(o, 0.1, 2), s.ExponentialLR(o, 0.9)]),
        "OneCycleLR": lambda o: s.OneCycleLR(o, 0.5, 12),
        "OneCycleLR linear": lambda o: s.OneCycleLR(o, 0.5, epochs=3, steps_per_epoch=4, pct_start=0.25, anneal_strategy="linear", three_phase=True),
    }
    cases = {}
    for name, make in makers.items():
        weights = [torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)]
        optimizer = torch.optim.SGD([{"params": [weights[0]]}, {"params": [weights[1]], "lr": 0.02}], 0.2, momentum=0.9)
        schedule = make(optimizer)
        rows = []
        for step in range(12):
            rows.append([group["lr"] for group in optimizer.param_groups] + [optimizer.param_groups[0]["momentum"]])
            optimizer.step()
            if step < 11:
                schedule.step()
        cases[name] = rows
    losses = [1.0, 0.9, 0.95, 0.94, 0.93, 0.92, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6]
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.2)
    schedule = s.ReduceLROnPlateau(optimizer, patience=1, factor=0.5, cooldown=1, min_lr=0.03)
    rows = []
    for loss in losses:
        schedule.step(loss)
        rows.append([optimizer.param_groups[0]["lr"]])
    cases["ReduceLROnPlateau"] = rows
    return cases


def functional():
    torch.manual_seed(7)
    image = torch.randn(2, 4, 5, 7, dtype=torch.float64)
    line = torch.randn(2, 4, 9, dtype=torch.float64)
    cases = {"image": numbers(image), "line": numbers(line)}
    grid = torch.rand(2, 3, 4, 2, dtype=torch.float64) * 2.4 - 1.2
    cases["grid"] = numbers(grid)
    theta = torch.randn(2, 2, 3, dtype=torch.float64)
    cases["theta"] = numbers(theta)
    weight = torch.randn(6, 2, 3, 2, dtype=torch.float64)
    cases["weight"] = numbers(weight)
    bias = torch.randn(6, dtype=torch.float64)
    cases["bias"] = numbers(bias)
    results = {
        "gelu": F.gelu(image), "gelu tanh": F.gelu(image, approximate="tanh"), "silu": F.silu(image), "mish": F.mish(image),
        "elu": F.elu(image, 0.7), "celu": F.celu(image, 0.7), "selu": F.selu(image), "relu6": F.relu6(image * 5),
        "leaky_relu": F.leaky_relu(image, 0.2), "softplus": F.softplus(image, 2.0), "hardswish": F.hardswish(image),
        "hardsigmoid": F.hardsigmoid(image), "hardtanh": F.hardtanh(image, -0.5, 0.4), "hardshrink": F.hardshrink(image, 0.3),
        "softshrink": F.softshrink(image, 0.3), "threshold": F.threshold(image, 0.1, 0.2), "logsigmoid": F.logsigmoid(image),
        "glu": F.glu(image, 1), "softmin": F.softmin(image, 1), "softsign": F.softsign(image), "tanhshrink": F.tanhshrink(image),
        "log_softmax": F.log_softmax(image, 1), "normalize": F.normalize(image, p=2.0, dim=1),
        "conv2d": F.conv2d(image, weight, bias, stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2),
        "conv2d same": F.conv2d(image, weight, bias, padding="same", groups=2),
        "conv1d": F.conv1d(line, weight[:, :, :, 0], bias, padding=1, groups=2),
        "conv_transpose2d": F.conv_transpose2d(image, weight[:4], None, stride=2, padding=1, output_padding=1),
        "max_pool2d": F.max_pool2d(image, (3, 2), 2, 1), "avg_pool2d": F.avg_pool2d(image, 3, 2, 1, count_include_pad=False),
        "max_pool1d": F.max_pool1d(line, 3), "avg_pool1d": F.avg_pool1d(line, 3, 2, 1), "adaptive_avg_pool1d": F.adaptive_avg_pool1d(line, 4),
        "adaptive_avg_pool2d": F.adaptive_avg_pool2d(image, (3, 2)), "unfold": F.unfold(image, (3, 2), padding=(1, 0), stride=(2, 1)),
        "fold": F.fold(F.unfold(image, (3, 2), padding=(1, 0), stride=(2, 1)), (5, 7), (3, 2), padding=(1, 0), stride=(2, 1)),
        "pad constant": F.pad(image, (1, 2, 0, 1), value=0.5), "pad reflect": F.pad(image, (1, 2, 3, 1), "reflect"),
        "pad replicate": F.pad(image, (1, 2, 3, 1), "replicate"), "pad circular": F.pad(image, (1, 2, 3, 1), "circular"),
        "layer_norm": F.layer_norm(image, (5, 7)), "group_norm": F.group_norm(image, 2), "instance_norm": F.instance_norm(image),
        "grid_sample": F.grid_sample(image, grid, align_corners=False),
        "grid_sample border": F.grid_sample(image, grid, mode="nearest", padding_mode="border", align_corners=True),
        "grid_sample reflection": F.grid_sample(image, grid, padding_mode="reflection", align_corners=False),
        "affine_grid": F.affine_grid(theta, (2, 1, 3, 4), align_corners=False),
        "pixel_shuffle": F.pixel_shuffle(image, 2), "pixel_unshuffle": F.pixel_unshuffle(image[:, :, :4, :6], 2),
        "interpolate nearest": F.interpolate(image, (7, 3)), "interpolate exact": F.interpolate(image, (7, 3), mode="nearest-exact"),
        "interpolate bilinear": F.interpolate(image, (7, 3), mode="bilinear", align_corners=False),
        "interpolate corners": F.interpolate(image, scale_factor=(1.5, 2.0), mode="bilinear", align_corners=True),
        "interpolate bicubic": F.interpolate(image, (7, 3), mode="bicubic", align_corners=False),
        "interpolate antialias": F.interpolate(image, (3, 3), mode="bilinear", antialias=True, align_corners=False),
        "interpolate area": F.interpolate(image, (2, 3), mode="area"), "interpolate linear": F.interpolate(line, 5, mode="linear"),
        "cosine_similarity": F.cosine_similarity(image[0], image[1], dim=0), "pairwise_distance": F.pairwise_distance(line[0], line[1]),
    }
    labels = torch.tensor([[1, 3, 0], [2, 2, 1]])
    scores = image[:, :, 0, :3]
    other = image[:, :, 1, :3]
    results.update({
        "cross_entropy": F.cross_entropy(scores, labels), "cross_entropy smooth": F.cross_entropy(scores, labels, ignore_index=2, label_smoothing=0.1),
        "cross_entropy sum": F.cross_entropy(scores, labels, weight=torch.tensor([1.0, 2.0, 0.5, 1.5], dtype=torch.float64), reduction="sum"),
        "cross_entropy shares": F.cross_entropy(scores, other.softmax(1)), "nll_loss": F.nll_loss(scores, labels),
        "mse_loss": F.mse_loss(scores, other), "l1_loss": F.l1_loss(scores, other), "smooth_l1_loss": F.smooth_l1_loss(scores, other, beta=0.5),
        "huber_loss": F.huber_loss(scores, other, delta=0.7), "kl_div": F.kl_div(scores.log_softmax(1), other.log_softmax(1), log_target=True, reduction="mean"),
        "binary_cross_entropy": F.binary_cross_entropy(scores.sigmoid(), other.sigmoid()),
        "binary_cross_entropy_with_logits": F.binary_cross_entropy_with_logits(scores, other.sigmoid(), pos_weight=torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)),
        "triplet_margin_loss": F.triplet_margin_loss(line[0], line[1], line[0] * 0.5),
        "one_hot": F.one_hot(labels, 5),
    })
    for name, value in results.items():
        cases[name] = numbers(value)
    torch.manual_seed(3)
    attention = nn.MultiheadAttention(6, 2, add_bias_kv=True, add_zero_attn=True).double().eval()
    query, key = torch.randn(3, 2, 6).double(), torch.randn(5, 2, 6).double()
    pairs = torch.zeros(3, 5).double()
    pairs[0, 1] = float("-inf")
    left = torch.tensor([[False, False, False, False, True], [False] * 5])
    output, weights = attention(query, key, key, key_padding_mask=left, attn_mask=pairs)
    cases["attention"] = {"state": parameters(attention), "query": numbers(query), "key": numbers(key), "output": numbers(output), "weights": numbers(weights)}
    layer = nn.TransformerEncoderLayer(6, 2, 10, activation="gelu").double()
    tokens = torch.randn(4, 2, 6).double().requires_grad_()
    layer.train()
    for part in layer.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0
    layer.self_attn.dropout = 0.0
    encoded = layer(tokens)
    (encoded * torch.arange(6.0).double()).sum().backward()
    cases["encoder layer"] = {"state": parameters(layer), "tokens": numbers(tokens), "output": numbers(encoded), "gradient": numbers(tokens.grad)}
    return cases


write("draws.json", draws())
write("optimizers.json", optimizers())
write("schedules.json", schedules())
write("functional.json", functional())
