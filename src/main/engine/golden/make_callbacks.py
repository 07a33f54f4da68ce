"""Writes callbacks.json: what Keras's own callbacks do over made-up figures, for callbacks.test.ts to compare with.

Run in an environment with Keras (made with 3.15.1 on TensorFlow 2.21.0, which bench/engine.ts installs):
    python make_callbacks.py
"""

import json
import pathlib
import random

import keras

MAX = ("val_accuracy", "accuracy")


class Model:
    """What callbacks touch of a model; its weights are the number of epochs done."""

    def __init__(self, learning_rate):
        self.optimizer = keras.optimizers.SGD(learning_rate)
        self.stop_training = False
        self.epoch = 0
        self.saved = []

    def get_weights(self):
        return self.epoch

    def set_weights(self, weights):
        self.epoch = weights

    def save_weights(self, path, overwrite):
        self.saved.append(self.epoch)


def build(name, settings):
    mode = {"mode": "max" if settings["monitor"] in MAX else "min"}
    if name == "ModelCheckpoint":
        kept = {"filepath": "best.weights.h5", "save_best_only": True, "save_weights_only": True}
        return keras.callbacks.ModelCheckpoint(**settings, **mode, **kept)
    return getattr(keras.callbacks, name)(**settings, **mode)


def play(settings, figures):
    model = Model(0.1)
    callbacks = [build(name, given) for name, given in settings.items()]
    rates = []
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
    for epoch, logs in enumerate(figures):
        model.epoch = epoch + 1
        for callback in callbacks:
            callback.on_epoch_end(epoch, {k: float("nan") if v is None else v for k, v in logs.items()})
        rates.append(float(f"{float(model.optimizer.learning_rate):.7g}"))
        if model.stop_training:
            break
    epochs = model.epoch
    for callback in callbacks:
        callback.on_train_end()
    return {
        "settings": settings,
        "figures": figures,
        "rates": rates,
        "epochs": epochs,
        "saved": model.saved,
        "weightsOf": model.epoch,
    }


def random_figures(rng):
    """Losses and accuracies on a coarse grid, so that equal ones and improvements of just min_delta occur."""
    rows = []
    level = 1.0
    for epoch in range(12):
        level -= rng.choice([0.1, 0.05, 0, 0, -0.05])
        # The first figure is a number: Keras would take a first NaN for the best there can be.
        loss = None if epoch > 0 and rng.random() < 0.05 else round(level, 2)
        rows.append({"val_loss": loss, "val_accuracy": round(1 - level / 2, 3)})
    return rows


def random_settings(rng):
    monitor = lambda: rng.choice(["val_loss", "val_accuracy"])
    return {
        "ModelCheckpoint": {"monitor": monitor()},
        "ReduceLROnPlateau": {
            "monitor": monitor(),
            "factor": rng.choice([0.1, 0.5, 0.3]),
            "patience": rng.choice([0, 1, 2, 3]),
            "cooldown": rng.choice([0, 0, 1, 3]),
            "min_lr": rng.choice([0, 0.01, 0.001]),
            "min_delta": rng.choice([0, 1e-4, 0.05, 0.1]),
        },
        "EarlyStopping": {
            "monitor": monitor(),
            "patience": rng.choice([0, 1, 2, 4]),
            "min_delta": rng.choice([0, 0, 0.05, 0.1]),
            "baseline": rng.choice([None, None, 0.7, 0.9]),
            "start_from_epoch": rng.choice([0, 0, 2, 5]),
            "restore_best_weights": rng.random() < 0.7,
        },
    }


if __name__ == "__main__":
    rng = random.Random(42)
    cases = [play(random_settings(rng), random_figures(rng)) for _ in range(60)]
    content = {"keras": keras.__version__, "learningRate": 0.1, "cases": cases}
    pathlib.Path(__file__).with_name("callbacks.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
