"""Trains some steps in Keras from given weights on given batches and writes losses and final weights.

keras_parity.py REQUEST.json: cases as engine-parity.ts states them; answers on standard output.
"""

import json
import os
import sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['KERAS_BACKEND'] = 'tensorflow'

import keras
import numpy as np

from keras_models import build


def compute(case):
    model = build(case['model'])
    for layer in model.layers:
        given = [w for w in case['weights'] if w['name'].startswith(layer.name + '/')]
        if given:
            layer.set_weights([np.array(w['data'], 'float32').reshape(w['shape']) for w in given])
    settings = {k: v for k, v in case['optimizer'].items() if v is not None and k not in ('name', 'weight_decay')}
    # JSON has one kind of number; Keras wants floats.
    settings = {k: v if isinstance(v, bool) else float(v) for k, v in settings.items()}
    optimizer = {'adam': keras.optimizers.Adam, 'sgd': keras.optimizers.SGD}[case['optimizer']['name']](**settings)
    y = np.array(case['y'])
    loss = case['loss']
    if loss == 'squared_hinge':
        y = keras.utils.to_categorical(y, 10) * 2 - 1
    elif loss == 'categorical_hinge':
        y = keras.utils.to_categorical(y, 10)
    elif case['label_smoothing']:
        y = keras.utils.to_categorical(y, 10)
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=case['label_smoothing'])
    model.compile(optimizer, loss)
    x = np.array(case['x'], 'float32').reshape(-1, *case['model']['input_shape']) / 255
    weights = np.array(case['sampleWeight'], 'float32')
    losses = []
    for step in range(case['steps']):
        rows = slice(step * case['batch'], (step + 1) * case['batch'])
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x[rows], y[rows], sample_weight=weights[rows])))
    final = {}
    for layer in model.layers:
        names = [w['name'] for w in case['weights'] if w['name'].startswith(layer.name + '/')]
        final.update({n: w.ravel().tolist() for n, w in zip(names, layer.get_weights())})
    return {'losses': losses, 'weights': final}


with open(sys.argv[1]) as file:
    cases = json.load(file)
print(json.dumps([compute(case) for case in cases]))
