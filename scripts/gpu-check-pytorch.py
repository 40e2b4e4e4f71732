"""Throughput of PyTorch on the networks that 'evenmatch count --json' describes, as JSON.

Usage: gpu-check-pytorch.py BATCH,... COUNT.json...
Eager mode, Adam, cross-entropy, random images that lie on the GPU; the median of five windows.
"""

import json
import os
import sys
import time

import torch
from torch import nn

WINDOWS = 5
WINDOW_SECONDS = 0.5
WARM_UP_STEPS = 20


def convolution(layer, shape):
    channels, height, _ = shape
    out_height, out_width, filters = layer["output"]
    kernel = layer["kernel"][0]
    padding = kernel // 2 if out_height == height else 0
    return nn.Conv2d(channels, filters, kernel, padding=padding), (filters, out_height, out_width)


def network(configuration, image):
    """The layers one by one; ReLU follows what is not normalised first."""
    modules = []
    shape = image
    flat = configuration["kind"] == "fc"
    if flat:
        shape = (image[0] * image[1] * image[2],)
    layers = configuration["layers"]
    for i, layer in enumerate(layers):
        kind = layer["type"]
        normalised_next = i + 1 < len(layers) and layers[i + 1]["type"] == "batch-norm"
        if kind == "conv":
            module, shape = convolution(layer, shape)
            modules.append(module)
        elif kind in ("max-pool", "avg-pool"):
            height, width, channels = layer["output"]
            size = shape[1] // height
            pool = nn.MaxPool2d if kind == "max-pool" else nn.AvgPool2d
            modules.append(pool(size))
            shape = (channels, height, width)
        elif kind == "batch-norm":
            modules.append(nn.BatchNorm1d(shape[0]) if flat else nn.BatchNorm2d(shape[0]))
            modules.append(nn.ReLU())
        elif kind == "dropout":
            modules.append(nn.Dropout(0.25))
        else:
            if not flat:
                modules.append(nn.Flatten())
                shape = (shape[0] * shape[1] * shape[2],)
                flat = True
            units = layer["output"][-1]
            modules.append(nn.Linear(shape[0], units))
            shape = (units,)
        if kind in ("conv", "dense") and not normalised_next:
            modules.append(nn.ReLU())
    return nn.Sequential(*modules)


def rate(step, batch):
    for _ in range(WARM_UP_STEPS):
        step()
    rates = []
    for _ in range(WINDOWS):
        torch.cuda.synchronize()
        start = time.perf_counter()
        steps = 0
        while time.perf_counter() - start < WINDOW_SECONDS:
            step()
            steps += 1
        torch.cuda.synchronize()
        rates.append(steps * batch / (time.perf_counter() - start))
    return sorted(rates)[WINDOWS // 2]


def measure(configuration, image, batch, half):
    model = network(configuration, image).cuda()
    counted = sum(p.numel() for p in model.parameters())
    if counted != configuration["parameters"]:
        raise SystemExit(f"{configuration['name']}: {counted} parameters, and not "
                         f"{configuration['parameters']}: the networks differ")
    flat = configuration["kind"] == "fc"
    shape = (image[0] * image[1] * image[2],) if flat else image
    images = torch.randn(batch, *shape, device="cuda")
    labels = torch.randint(0, 10, (batch,), device="cuda")
    optimizer = torch.optim.Adam(model.parameters())
    loss_of = nn.CrossEntropyLoss()
    scaler = torch.amp.GradScaler("cuda", enabled=half)

    def train():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", dtype=torch.float16, enabled=half):
            loss = loss_of(model(images), labels)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()

    def infer():
        with torch.no_grad(), torch.autocast("cuda", dtype=torch.float16, enabled=half):
            model(images).argmax(1)

    model.train()
    train_rate = rate(train, batch)
    model.eval()
    return {
        "name": configuration["name"],
        "batch": batch,
        "precision": "float16" if half else "float32",
        "train_samples_per_second": train_rate,
        "inference_samples_per_second": rate(infer, batch),
    }


def main():
    batches = [int(word) for word in sys.argv[1].split(",")]
    rows = []
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            count = json.load(file)
        image = (3, 32, 32) if "cifar" in os.path.basename(path) else (1, 28, 28)
        for configuration in count["configurations"]:
            for batch in batches:
                for half in (False, True):
                    rows.append(measure(configuration, image, batch, half))
                    print(rows[-1], file=sys.stderr)
    print(json.dumps({"pytorch": torch.__version__, "device": torch.cuda.get_device_name(0),
                      "rows": rows}))


main()
