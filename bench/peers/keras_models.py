"""Our models in Keras: they are Keras's layers as data, so class names and settings are taken over as they stand."""

import keras
from keras import layers as L


def build(model):
    inputs = keras.Input(model['input_shape'])
    values = {'input': inputs}
    previous = 'input'
    for layer in model['layers']:
        settings = {k: v for k, v in layer.items() if k not in ('class_name', 'inputs', 'kernel_l2')}
        if layer.get('kernel_l2'):
            settings['kernel_regularizer'] = keras.regularizers.L2(layer['kernel_l2'])
        if layer['class_name'] == 'DepthwiseConv2D':
            for setting in ('initializer', 'regularizer'):
                if f'kernel_{setting}' in settings:
                    settings[f'depthwise_{setting}'] = settings.pop(f'kernel_{setting}')
        sources = [values[name] for name in layer.get('inputs', [previous])]
        built = getattr(L, layer['class_name'])(**settings)
        values[layer['name']] = built(sources if len(sources) > 1 else sources[0])
        previous = layer['name']
    return keras.Model(inputs, values[previous])
