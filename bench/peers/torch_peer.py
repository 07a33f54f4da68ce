"""PyTorch, eager, with what is quickest on a CPU: channels last and the fused Adam."""

import os

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from protocol import serve

torch.set_num_threads(os.cpu_count())

ACTIVATIONS = {
    'linear': lambda x: x,
    'relu': F.relu,
    'relu6': F.relu6,
    'tanh': torch.tanh,
    'sigmoid': torch.sigmoid,
    'swish': F.silu,
    'leaky_relu': lambda x: F.leaky_relu(x, 0.2),
    # The loss takes logits.
    'softmax': lambda x: x,
}


def same(x, kernel, strides, value=0.0):
    """TensorFlow's `same`: the odd pixel of padding goes to the bottom and the right."""
    pads = []
    for size, k, s in reversed(list(zip(x.shape[2:], kernel, strides))):
        total = max((-(-size // s) - 1) * s + k - size, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads, value=value) if any(pads) else x


class Net(nn.Module):
    def __init__(self, model, sample):
        super().__init__()
        self.layers = model['layers']
        self.parts = nn.ModuleDict()
        with torch.no_grad():
            self.run(sample, building=True)

    def part(self, layer, x, building):
        name = layer['name'].replace('.', '_')
        if building:
            kind, bias = layer['class_name'], layer.get('use_bias', True)
            if kind == 'Conv2D':
                self.parts[name] = nn.Conv2d(x.shape[1], layer['filters'], layer['kernel_size'], layer.get('strides', 1), bias=bias)
            elif kind == 'DepthwiseConv2D':
                self.parts[name] = nn.Conv2d(x.shape[1], x.shape[1], layer['kernel_size'], layer.get('strides', 1), groups=x.shape[1], bias=bias)
            elif kind == 'Dense':
                self.parts[name] = nn.Linear(x.shape[1], layer['units'], bias=bias)
            elif kind == 'BatchNormalization':
                cls = nn.BatchNorm2d if x.dim() == 4 else nn.BatchNorm1d
                self.parts[name] = cls(x.shape[1], layer['epsilon'], 1 - layer['momentum'])
        return self.parts[name]

    def apply_layer(self, layer, xs, building):
        kind, x = layer['class_name'], xs[0]
        if kind in ('Conv2D', 'DepthwiseConv2D'):
            if layer['padding'] == 'same':
                x = same(x, layer['kernel_size'], layer.get('strides', [1, 1]))
            return ACTIVATIONS[layer['activation']](self.part(layer, x, building)(x))
        if kind == 'Dense':
            return ACTIVATIONS[layer['activation']](self.part(layer, x, building)(x))
        if kind in ('MaxPooling2D', 'AveragePooling2D'):
            strides = layer.get('strides', layer['pool_size'])
            if layer['padding'] == 'same':
                x = same(x, layer['pool_size'], strides, float('-inf') if kind == 'MaxPooling2D' else 0.0)
            return (F.max_pool2d if kind == 'MaxPooling2D' else F.avg_pool2d)(x, layer['pool_size'], strides)
        if kind == 'GlobalAveragePooling2D':
            return x.mean((2, 3))
        if kind == 'BatchNormalization':
            return self.part(layer, x, building)(x)
        if kind == 'Activation':
            return ACTIVATIONS[layer['activation']](x)
        if kind == 'Dropout':
            return F.dropout(x, layer['rate'], self.training)
        if kind == 'Flatten':
            return x.flatten(1)
        if kind == 'Add':
            return sum(xs[1:], xs[0])
        if kind == 'Concatenate':
            return torch.cat(xs, 1)
        raise ValueError(f'no layer {kind}')

    def run(self, x, building=False):
        values, previous = {'input': x}, 'input'
        for layer in self.layers:
            xs = [values[name] for name in layer.get('inputs', [previous])]
            previous = layer['name']
            values[previous] = self.apply_layer(layer, xs, building)
        return values[previous]

    def forward(self, x):
        return self.run(x)


class Torch:
    def prepare(self, model, loss, batch, examples):
        if loss != 'sparse_categorical_crossentropy':
            raise ValueError(f'no loss {loss}')
        rng = np.random.default_rng(0)
        height, width, channels = model['input_shape']
        x = torch.from_numpy(rng.random((examples, channels, height, width), 'float32'))
        self.x = x.contiguous(memory_format=torch.channels_last)
        self.y = torch.from_numpy(rng.integers(0, 10, examples))
        self.batch = batch
        self.net = Net(model, self.x[:2]).to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.Adam(self.net.parameters(), 1e-3, fused=True)
        self.steps(10, 1)()
        return f'PyTorch {torch.__version__}'

    def steps(self, count, per_execution):
        return lambda: [self.step(at * self.batch % (len(self.x) - self.batch + 1)) for at in range(count)]

    def step(self, start):
        self.net.train()
        x, y = self.x[start : start + self.batch], self.y[start : start + self.batch]
        self.optimizer.zero_grad()
        logits = self.net(x)
        loss = F.cross_entropy(logits, y)
        loss.backward()
        self.optimizer.step()
        loss.item()
        (logits.argmax(1) == y).sum().item()

    def predict(self, count, batch):
        def work():
            self.net.eval()
            with torch.inference_mode():
                starts = [start % (len(self.x) - batch + 1) for start in range(0, count, batch)]
                torch.cat([self.net(self.x[at : at + batch]).softmax(1) for at in starts])

        return work


serve(Torch())
