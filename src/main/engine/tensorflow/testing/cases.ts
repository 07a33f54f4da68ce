import type { LayerInput } from '@shared/contract/model'
import { classes } from './engine'

const dense: LayerInput = { class_name: 'Dense', name: 'out', units: classes, activation: 'softmax' }
const head: LayerInput[] = [{ class_name: 'Flatten', name: 'flat' }, dense]
const first: LayerInput = { class_name: 'Conv2D', name: 'first', filters: 4, kernel_size: [2, 2] }

const activation = (name: 'tanh' | 'sigmoid' | 'swish' | 'relu' | 'relu6' | 'leaky_relu'): LayerInput[] => [
  first,
  { class_name: 'Activation', name: 'act', activation: name },
  ...head
]

/** Networks without kinks, which together hold every smooth layer in every mode: fit for finite differences. */
export const smoothCases: Readonly<Record<string, LayerInput[]>> = {
  'Conv2D, valid and same, strided': [
    { class_name: 'Conv2D', name: 'a', filters: 3, kernel_size: [3, 2], padding: 'same', strides: [2, 1] },
    { class_name: 'Conv2D', name: 'b', filters: 4, kernel_size: [2, 3], activation: 'tanh', use_bias: false },
    ...head
  ],
  'DepthwiseConv2D, ZeroPadding2D': [
    { class_name: 'ZeroPadding2D', name: 'a', padding: [[1, 0], [2, 1]] }, // prettier-ignore
    { class_name: 'DepthwiseConv2D', name: 'b', kernel_size: [3, 3], strides: [2, 2], activation: 'tanh' },
    { class_name: 'ZeroPadding2D', name: 'c', padding: [[0, 1], [0, 0]] }, // prettier-ignore
    { class_name: 'DepthwiseConv2D', name: 'd', kernel_size: [2, 3], padding: 'same', use_bias: false },
    { class_name: 'GlobalAveragePooling2D', name: 'e' },
    dense
  ],
  AveragePooling2D: [
    first,
    { class_name: 'AveragePooling2D', name: 'a', pool_size: [2, 2], padding: 'same' },
    { class_name: 'AveragePooling2D', name: 'b', pool_size: [2, 3], strides: [1, 1] },
    ...head
  ],
  'BatchNormalization of images and vectors': [
    first,
    { class_name: 'BatchNormalization', name: 'a' },
    { class_name: 'Activation', name: 'b', activation: 'tanh' },
    { class_name: 'BatchNormalization', name: 'c', center: false, epsilon: 1e-5 },
    { class_name: 'Flatten', name: 'd' },
    { class_name: 'Dense', name: 'e', units: 4, use_bias: false },
    { class_name: 'BatchNormalization', name: 'f', scale: false, momentum: 0.9 },
    dense
  ],
  'frozen layers, BatchNormalization among them': [
    { ...first, name: 'a', trainable: false },
    { class_name: 'BatchNormalization', name: 'b', trainable: false },
    { class_name: 'Conv2D', name: 'c', filters: 2, kernel_size: [2, 2], activation: 'tanh' },
    // Trained layers below: the gradient must pass through the frozen ones.
    { class_name: 'BatchNormalization', name: 'd', trainable: false },
    { class_name: 'Conv2D', name: 'e', filters: 2, kernel_size: [2, 2], trainable: false },
    ...head
  ],
  'Add, Concatenate, Rescaling': [
    { class_name: 'Rescaling', name: 'r', scale: 0.5, offset: 0.1 },
    { class_name: 'Conv2D', name: 'a', filters: 2, kernel_size: [3, 3], padding: 'same', activation: 'tanh' },
    { class_name: 'Add', name: 'b', inputs: ['a', 'r', 'a'] },
    { class_name: 'Concatenate', name: 'c', inputs: ['b', 'a', 'input'] },
    { class_name: 'Conv2D', name: 'd', filters: 2, kernel_size: [1, 1], inputs: ['c'] },
    ...head
  ],
  Resizing: [
    first,
    { class_name: 'Resizing', name: 'a', height: 5, width: 11 },
    { class_name: 'Conv2D', name: 'b', filters: 2, kernel_size: [2, 2], activation: 'tanh' },
    { class_name: 'Resizing', name: 'c', height: 3, width: 4, interpolation: 'nearest' },
    ...head
  ],
  kernel_l2: [
    { ...first, kernel_l2: 0.05, activation: 'tanh' },
    { class_name: 'Flatten', name: 'flat' },
    { ...dense, kernel_l2: 0.1 }
  ],
  tanh: activation('tanh'),
  sigmoid: activation('sigmoid'),
  swish: activation('swish'),
  'softmax inside': [
    { class_name: 'Flatten', name: 'flat' },
    { class_name: 'Dense', name: 'a', units: 6, activation: 'softmax' },
    dense
  ]
}

/** Networks with kinks, at which finite differences are wrong: only compared with the oracle. */
export const kinkedCases: Readonly<Record<string, LayerInput[]>> = {
  relu: activation('relu'),
  relu6: [{ class_name: 'Rescaling', name: 'wide', scale: 12 }, ...activation('relu6')],
  leaky_relu: activation('leaky_relu'),
  'MaxPooling2D behind BatchNormalization': [
    { ...first, activation: 'relu' },
    { class_name: 'BatchNormalization', name: 'b' },
    { class_name: 'MaxPooling2D', name: 'c', pool_size: [2, 2] },
    ...head
  ],
  'ReLU before overlapping MaxPooling2D, and one that is read twice': [
    { ...first, activation: 'relu' },
    { class_name: 'MaxPooling2D', name: 'a', pool_size: [3, 2], strides: [2, 1], padding: 'same' },
    { class_name: 'BatchNormalization', name: 'b' },
    { class_name: 'Activation', name: 'c', activation: 'relu' },
    { class_name: 'MaxPooling2D', name: 'd', pool_size: [2, 2], strides: [1, 1], padding: 'same' },
    { class_name: 'Add', name: 'e', inputs: ['c', 'd'] },
    ...head
  ],
  'overlapping MaxPooling2D of negative values': [
    { class_name: 'Rescaling', name: 'a', scale: 1, offset: -3 },
    first,
    { class_name: 'MaxPooling2D', name: 'c', pool_size: [3, 3], strides: [2, 2], padding: 'same' },
    ...head
  ]
}

export const everyCase = { ...smoothCases, ...kinkedCases }
