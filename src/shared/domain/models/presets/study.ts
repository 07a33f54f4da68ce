import { createLayerList } from '../layer-list.ts'
import { transferModel } from '../surgery.ts'
import { GREY_28, type Preset } from './preset.ts'

const source = 'study, single split'

function scratchLayers() {
  const list = createLayerList()
  list.conv(32, 3, { activation: 'relu' })
  list.maxPooling()
  list.conv(64, 3, { activation: 'relu' })
  list.maxPooling()
  list.flatten()
  list.dense(128, { activation: 'relu' })
  list.dense(10, { activation: 'softmax' })
  return list.layers
}

function deepLayers() {
  const list = createLayerList()
  list.conv(32, 3, { activation: 'relu' })
  list.batchNormalization()
  list.maxPooling()
  list.conv(64, 3, { activation: 'relu' })
  list.batchNormalization()
  list.maxPooling()
  list.conv(128, 3, { activation: 'relu' })
  list.globalAveragePooling()
  list.dropout(0.5)
  list.dense(10, { activation: 'softmax' })
  return list.layers
}

function transferHead() {
  const list = createLayerList()
  list.dense(128, { name: 'head_dense', activation: 'relu' })
  list.dense(10, { name: 'head', activation: 'softmax' })
  return list.layers
}

/** The network that is pretrained on MNIST digits: the base of `transfer`. */
export const mnistCnn: Preset = {
  name: 'mnist-cnn',
  title: 'MNIST CNN',
  description: 'Two convolutions and two dense layers for handwritten digits; base of the transfer model.',
  model: { name: 'mnist-cnn', input_shape: GREY_28, layers: scratchLayers() },
  training: {},
  pretrained: null,
  reference: null
}

/** The study’s smallest network, trained from new weights. */
export const scratch: Preset = {
  name: 'scratch',
  title: 'Scratch',
  description: 'Two convolutions with max pooling and a dense layer, trained from new weights.',
  model: { name: 'scratch', input_shape: GREY_28, layers: scratchLayers() },
  training: {},
  pretrained: null,
  reference: { accuracy: 91.1, source }
}

/** The study’s network with batch normalization, global average pooling and dropout. */
export const deep: Preset = {
  name: 'deep',
  title: 'Deep',
  description: 'Three convolutions with batch normalisation, global average pooling and dropout.',
  model: { name: 'deep', input_shape: GREY_28, layers: deepLayers() },
  training: {},
  pretrained: null,
  reference: { accuracy: 91.0, source }
}

/** The study’s transfer: `mnistCnn` without its dense layers, frozen, under a new head. */
export const transfer: Preset = {
  name: 'transfer',
  title: 'Transfer from MNIST',
  description: 'The MNIST CNN without its two dense layers, frozen, with a new head.',
  model: transferModel(mnistCnn.model, { pop: 2, unfreezeFrom: null, head: transferHead(), name: 'transfer' }),
  training: {},
  pretrained: 'mnist-cnn',
  reference: { accuracy: 89.1, source }
}
