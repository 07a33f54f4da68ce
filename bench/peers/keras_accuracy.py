"""One training run of the parity table in Keras: same arrays, split, model and settings as ours, Keras's own randomness.

keras_accuracy.py REQUEST.json RESULT.json: settings as Vitrine's run.json has them, which are Keras's own names.
"""

import json
import math
import os
import sys
import time

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['KERAS_BACKEND'] = 'tensorflow'

import keras
import numpy as np
import tensorflow as tf

from keras_models import build

with open(sys.argv[1]) as file:
    request = json.load(file)
training = request['training']
tf.config.threading.set_intra_op_parallelism_threads(request['threads'])
tf.config.threading.set_inter_op_parallelism_threads(request['threads'])


def images(path):
    return np.fromfile(path, 'uint8').reshape(-1, 28, 28, 1).astype('float32') / 255


def rows(path):
    return np.fromfile(path, 'int32')


def settings(given, *without):
    return {name: value for name, value in given.items() if value is not None and name not in without}


def callbacks(given):
    made = []
    for name in ('EarlyStopping', 'ReduceLROnPlateau'):
        if given[name]:
            made.append(getattr(keras.callbacks, name)(**settings(given[name])))
    if training['schedule']['kind'] == 'cosine':
        start, epochs = training['optimizer']['learning_rate'], training['epochs']
        made.append(
            keras.callbacks.LearningRateScheduler(
                lambda epoch: start * 0.5 * (1 + math.cos(math.pi * epoch / epochs))
            )
        )
    return made


def optimizer(given):
    made = {'adam': keras.optimizers.Adam, 'sgd': keras.optimizers.SGD}[given['name']]
    return made(**settings(given, 'name', *([] if given['weight_decay'] else ['weight_decay'])))


def batches(x, y):
    """Shuffled anew in every epoch and augmented, by Keras's layers of the same names."""
    layers = [getattr(keras.layers, one['class_name'])(**settings(one, 'class_name')) for one in training['augmentation']]
    augment = keras.Sequential(layers)
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=training['seed'])
    data = data.batch(training['batch_size'])
    return data.map(lambda x, y: (augment(x, training=True), y), tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


x, y = images(request['x']), rows(request['y'])
train, validation = rows(request['train']), rows(request['validation'])
x_test, y_test = images(request['xTest']), rows(request['yTest'])
hinge = training['loss'] == 'squared_hinge'
targets = keras.utils.to_categorical(y, 10) * 2 - 1 if hinge else y

keras.utils.set_random_seed(training['seed'])
model = build(request['model'])
starting = request['initialWeights'] or []
for layer in model.layers:
    given = [w for w in starting if w['name'].startswith(layer.name + '/')]
    if given:
        layer.set_weights([np.array(w['data'], 'float32').reshape(w['shape']) for w in given])
model.compile(
    optimizer(training['optimizer']), training['loss'], metrics=['categorical_accuracy' if hinge else 'accuracy']
)
options = {
    'validation_data': (x[validation], targets[validation]),
    'epochs': training['epochs'],
    'callbacks': callbacks(training['callbacks']),
    'verbose': 0,
}
start = time.time()
if training['augmentation']:
    history = model.fit(batches(x[train], targets[train]), **options)
else:
    history = model.fit(x[train], targets[train], batch_size=training['batch_size'], **options)
seconds = time.time() - start
scores = model.predict(x_test, batch_size=256, verbose=0)
result = {
    'accuracy': float((scores.argmax(1) == y_test).mean()),
    'epochs': len(history.history['loss']),
    'seconds': seconds,
}
with open(sys.argv[2], 'w') as file:
    json.dump(result, file)
