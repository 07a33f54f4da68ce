"""Keras 3 on TensorFlow, used the way its users do: compile, fit, predict, all settings left at their defaults."""

import os

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['KERAS_BACKEND'] = 'tensorflow'

import keras
import numpy as np

from keras_models import build
from protocol import serve


class Keras:
    def prepare(self, model, loss, batch, examples):
        rng = np.random.default_rng(0)
        self.batch = batch
        self.x = rng.random((examples, *model['input_shape']), 'float32')
        self.y = rng.integers(0, 10, examples)
        targets = keras.utils.to_categorical(self.y, 10) * 2 - 1 if loss == 'squared_hinge' else self.y
        self.targets = targets
        self.models = {}
        for steps in (1, 10):
            net = build(model)
            net.compile('adam', loss, metrics=['accuracy'], steps_per_execution=steps)
            net.fit(self.x[: batch * 10], targets[: batch * 10], batch_size=batch, verbose=0)
            self.models[steps] = net
        return f'Keras {keras.__version__}'

    def steps(self, count, per_execution):
        rows = np.arange(count * self.batch) % len(self.x)
        x, y = self.x[rows], self.targets[rows]
        return lambda: self.models[per_execution].fit(x, y, batch_size=self.batch, verbose=0)

    def predict(self, count, batch):
        x = self.x[np.arange(count) % len(self.x)]
        return lambda: self.models[1].predict(x, batch_size=batch, verbose=0)


serve(Keras())
