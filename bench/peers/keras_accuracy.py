"""One training run of the parity table in Keras: same arrays, split, model and settings as ours, Keras's own randomness.

keras_accuracy.py REQUEST.json RESULT.json
"""

import json
import os
import sys
import time

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['KERAS_BACKEND'] = 'tensorflow'

import keras
import numpy as np

from keras_models import build

with open(sys.argv[1]) as file:
    request = json.load(file)


def images(path):
    return np.fromfile(path, 'uint8').reshape(-1, 28, 28, 1).astype('float32') / 255


def rows(path):
    return np.fromfile(path, 'int32')


x, y = images(request['x']), rows(request['y'])
train, validation = rows(request['train']), rows(request['validation'])
x_test, y_test = images(request['xTest']), rows(request['yTest'])
hinge = request['loss'] == 'squared_hinge'
targets = keras.utils.to_categorical(y, 10) * 2 - 1 if hinge else y

keras.utils.set_random_seed(request['seed'])
model = build(request['model'])
model.compile('adam', request['loss'], metrics=['categorical_accuracy' if hinge else 'accuracy'])
callbacks = [
    keras.callbacks.EarlyStopping(monitor='val_loss', patience=request['patience'], restore_best_weights=True),
    keras.callbacks.ReduceLROnPlateau(monitor='val_loss', factor=0.5, patience=2, min_lr=1e-6),
]
start = time.time()
history = model.fit(
    x[train],
    targets[train],
    validation_data=(x[validation], targets[validation]),
    epochs=request['epochs'],
    batch_size=64,
    callbacks=callbacks,
    verbose=0,
)
seconds = time.time() - start
scores = model.predict(x_test, batch_size=256, verbose=0)
result = {
    'accuracy': float((scores.argmax(1) == y_test).mean()),
    'epochs': len(history.history['loss']),
    'seconds': seconds,
}
with open(sys.argv[2], 'w') as file:
    json.dump(result, file)
