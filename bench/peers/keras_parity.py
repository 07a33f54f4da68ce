"""Trains some steps in Keras from given weights on given batches and writes what came of it.

keras_parity.py REQUEST.json: cases as engine-parity-keras.ts states them; answers on standard output.
"""

import json
import os
import sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['KERAS_BACKEND'] = 'tensorflow'

import keras
import numpy as np

from keras_models import build


def set_weights(model, weights):
    for layer in model.layers:
        given = [w for w in weights if w['name'].rpartition('/')[0] == layer.name]
        if given:
            layer.set_weights([np.array(w['data'], 'float32').reshape(w['shape']) for w in given])


def get_weights(model, weights):
    values = {}
    for layer in model.layers:
        names = [w['name'] for w in weights if w['name'].rpartition('/')[0] == layer.name]
        values.update({n: w.ravel().tolist() for n, w in zip(names, layer.get_weights())})
    return values


def build_optimizer(given):
    settings = {k: v for k, v in given.items() if v is not None and k != 'name'}
    # JSON has one kind of number; Keras wants floats.
    settings = {k: v if isinstance(v, bool) else float(v) for k, v in settings.items()}
    if not settings.get('weight_decay'):
        settings.pop('weight_decay', None)
    optimizer = {'adam': keras.optimizers.Adam, 'sgd': keras.optimizers.SGD}[given['name']](**settings)
    if 'weight_decay' in settings:
        optimizer.exclude_from_weight_decay(var_names=['bias', 'gamma', 'beta'])
    return optimizer


def loss_and_targets(case, classes):
    y = np.array(case['y'])
    one_hot = keras.utils.to_categorical(y, classes)
    if case['loss'] == 'squared_hinge':
        return case['loss'], one_hot * 2 - 1
    if case['loss'] == 'categorical_hinge':
        return case['loss'], one_hot
    if case['label_smoothing']:
        return keras.losses.CategoricalCrossentropy(label_smoothing=case['label_smoothing']), one_hot
    return case['loss'], y


def train(model, case, optimizer, batches, data):
    x, y, loss, weights = data
    set_weights(model, case['weights'])
    model.compile(optimizer, loss)
    losses = []
    for rows in batches:
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x[rows], y[rows], sample_weight=weights[rows])))
    return losses


def compute(case):
    model = build(case['model'])
    loss, y = loss_and_targets(case, model.output_shape[-1])
    x = np.array(case['x'], 'float32').reshape(-1, *case['model']['input_shape'])
    if case['bytes']:
        x = x / np.float32(255)
    weights = np.array(case['sampleWeight'], 'float32')
    data = (x, y, loss, weights)
    answer = {}
    if case['probe']:
        set_weights(model, case['weights'])
        answer['predictions'] = model.predict(x, verbose=0).ravel().tolist()
        train(model, case, keras.optimizers.SGD(1.0), case['batches'][:1], data)
        answer['after'] = get_weights(model, case['weights'])
    answer['losses'] = train(model, case, build_optimizer(case['optimizer']), case['batches'], data)
    answer['weights'] = get_weights(model, case['weights'])
    if case['probe']:
        answer['evaluation'] = float(model.evaluate(x, y, verbose=0))
    return answer


with open(sys.argv[1]) as file:
    cases = json.load(file)
print(json.dumps([compute(case) for case in cases]))
