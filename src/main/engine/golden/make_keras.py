"""Writes keras.json: what Keras itself computes for small networks, for keras.test.ts to compare with.

Run in an environment with `pip install keras "jax[cpu]"` (made with Keras 3.15.1, JAX 0.10.2):
    KERAS_BACKEND=jax python make_keras.py
"""

import json
import pathlib

import keras
import numpy as np
from keras import layers as L

INPUT, CLASSES, COUNT = (7, 8, 2), 3, 6
BATCHES = [[0, 1, 2, 3], [4, 5, 0, 1], [2, 3, 4, 5], [5, 0, 3, 1]]
OUT = {"class_name": "Dense", "name": "out", "units": CLASSES, "activation": "softmax"}
SCORES = {**OUT, "activation": "linear"}


def conv(name, filters, size, **rest):
    return {"class_name": "Conv2D", "name": name, "filters": filters, "kernel_size": size, **rest}


CASES = {
    "Adam, batch normalisation, label smoothing, sample weights": {
        "layers": [
            conv("a", 3, [3, 3], activation="relu"),
            {"class_name": "BatchNormalization", "name": "b", "momentum": 0.9},
            {"class_name": "MaxPooling2D", "name": "c", "pool_size": [2, 2]},
            {"class_name": "Flatten", "name": "d"},
            OUT,
        ],
        "training": {"optimizer": {"name": "adam", "learning_rate": 0.01}, "label_smoothing": 0.1},
        "weighted": True,
    },
    "SGD with Nesterov momentum, L2, clipnorm": {
        "layers": [
            conv("a", 3, [3, 2], strides=[2, 1], padding="same", activation="tanh", kernel_l2=0.02),
            {"class_name": "Flatten", "name": "d"},
            {"class_name": "Dense", "name": "e", "units": 5, "activation": "swish", "kernel_l2": 0.01},
            OUT,
        ],
        "training": {
            "optimizer": {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True, "clipnorm": 0.5}
        },
    },
    "SGD with momentum, weight decay, global_clipnorm": {
        "layers": [
            conv("a", 3, [3, 3], use_bias=False),
            {"class_name": "BatchNormalization", "name": "b", "momentum": 0.8, "epsilon": 1e-5},
            {"class_name": "Activation", "name": "c", "activation": "leaky_relu"},
            {"class_name": "GlobalAveragePooling2D", "name": "d"},
            OUT,
        ],
        "training": {
            "optimizer": {
                "name": "sgd",
                "learning_rate": 0.1,
                "momentum": 0.9,
                "weight_decay": 0.01,
                "global_clipnorm": 0.3,
            }
        },
    },
    "Adam with weight decay and clipvalue, frozen layers": {
        "layers": [
            conv("a", 3, [3, 3], trainable=False, activation="sigmoid"),
            {"class_name": "BatchNormalization", "name": "b", "trainable": False},
            # No bias: before batch normalisation its gradient is rounding noise, which Adam blows up.
            conv("c", 2, [2, 2], activation="relu6", use_bias=False),
            {"class_name": "BatchNormalization", "name": "d", "center": False},
            {"class_name": "Flatten", "name": "e"},
            OUT,
        ],
        "training": {
            "optimizer": {"name": "adam", "learning_rate": 0.01, "weight_decay": 0.1, "clipvalue": 0.05}
        },
    },
    "squared hinge": {
        "layers": [{"class_name": "Flatten", "name": "a"}, SCORES],
        "training": {"optimizer": {"name": "sgd", "learning_rate": 0.05}, "loss": "squared_hinge"},
        "weighted": True,
    },
    "categorical hinge": {
        "layers": [{"class_name": "Flatten", "name": "a"}, SCORES],
        "training": {"optimizer": {"name": "adam", "learning_rate": 0.02}, "loss": "categorical_hinge"},
    },
    "depthwise convolution, padding, average and overlapping max pooling": {
        "layers": [
            {"class_name": "ZeroPadding2D", "name": "a", "padding": [[1, 0], [2, 1]]},
            {
                "class_name": "DepthwiseConv2D",
                "name": "b",
                "kernel_size": [3, 3],
                "strides": [1, 1],
                "padding": "same",
                "activation": "tanh",
            },
            {"class_name": "AveragePooling2D", "name": "c", "pool_size": [2, 2], "strides": [1, 1], "padding": "same"},
            {"class_name": "MaxPooling2D", "name": "d", "pool_size": [3, 3], "strides": [2, 2], "padding": "same"},
            {"class_name": "Flatten", "name": "e"},
            OUT,
        ],
        "training": {"optimizer": {"name": "adam", "learning_rate": 0.01}},
    },
    "branches, resizing, rescaling": {
        "layers": [
            {"class_name": "Rescaling", "name": "r", "scale": 0.5, "offset": 0.1},
            conv("a", 2, [3, 3], padding="same", activation="tanh"),
            {"class_name": "Add", "name": "b", "inputs": ["a", "r"]},
            {"class_name": "Concatenate", "name": "c", "inputs": ["b", "a", "r"]},
            {"class_name": "Resizing", "name": "d", "height": 9, "width": 11},
            conv("e", 2, [3, 3], strides=[2, 2]),
            {"class_name": "GlobalAveragePooling2D", "name": "f"},
            OUT,
        ],
        "training": {"optimizer": {"name": "sgd", "learning_rate": 0.1, "momentum": 0.5}},
    },
}


def build_layer(spec):
    options = {k: v for k, v in spec.items() if k not in ("class_name", "inputs", "kernel_l2", "trainable")}
    if spec.get("kernel_l2"):
        options["kernel_regularizer"] = keras.regularizers.L2(spec["kernel_l2"])
    layer = getattr(L, spec["class_name"])(**options)
    layer.trainable = spec.get("trainable", True)
    return layer


def build(specs):
    source = keras.Input(INPUT)
    tensors = {"input": source}
    last = source
    for spec in specs:
        inputs = [tensors[name] for name in spec["inputs"]] if "inputs" in spec else [last]
        last = build_layer(spec)(inputs if spec["class_name"] in ("Add", "Concatenate") else inputs[0])
        tensors[spec["name"]] = last
    return keras.Model(source, last)


def build_optimizer(settings):
    options = {k: v for k, v in settings.items() if k != "name"}
    optimizer = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}[settings["name"]](**options)
    if options.get("weight_decay"):
        optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def loss_and_targets(training, labels):
    one_hot = np.eye(CLASSES, dtype="float32")[labels]
    name = training.get("loss", "sparse_categorical_crossentropy")
    if name == "squared_hinge":
        return keras.losses.SquaredHinge(), 2 * one_hot - 1
    if name == "categorical_hinge":
        return keras.losses.CategoricalHinge(), one_hot
    return keras.losses.CategoricalCrossentropy(label_smoothing=training.get("label_smoothing", 0)), one_hot


def numbers(array):
    return [float(f"{value:.9g}") for value in np.asarray(array, "float32").ravel()]


def weights_of(model):
    return [
        {"name": f"{layer.name}/{weight.name}", "shape": list(weight.shape), "data": numbers(weight)}
        for layer in model.layers
        for weight in layer.weights
    ]


def run(case, number):
    rng = np.random.default_rng(number)
    x = rng.uniform(-1, 1, (COUNT, *INPUT)).astype("float32")
    labels = np.arange(COUNT) % CLASSES
    sample_weight = rng.uniform(0.2, 2, COUNT).astype("float32") if case.get("weighted") else None
    model = build(case["layers"])
    for layer in model.layers:
        for weight in layer.weights:
            low = 0.5 if weight.name == "moving_variance" else -0.3
            shift = 1 if weight.name == "gamma" else 0
            weight.assign(rng.uniform(low, low + 0.6, weight.shape).astype("float32") + shift)
    loss, targets = loss_and_targets(case["training"], labels)
    model.compile(optimizer=build_optimizer(case["training"]["optimizer"]), loss=loss)
    start = weights_of(model)
    losses = []
    for batch in BATCHES:
        model.reset_metrics()
        weight = None if sample_weight is None else sample_weight[batch]
        losses.append(float(model.train_on_batch(x[batch], targets[batch], sample_weight=weight)))
    return {
        "layers": case["layers"],
        "training": case["training"],
        "x": numbers(x),
        "labels": labels.tolist(),
        "sampleWeight": None if sample_weight is None else numbers(sample_weight),
        "start": start,
        "losses": losses,
        "end": weights_of(model),
        "predictions": numbers(model.predict_on_batch(x)),
    }


if __name__ == "__main__":
    cases = {name: run(case, number) for number, (name, case) in enumerate(CASES.items())}
    content = {"keras": keras.__version__, "inputShape": INPUT, "batches": BATCHES, "cases": cases}
    pathlib.Path(__file__).with_name("keras.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
