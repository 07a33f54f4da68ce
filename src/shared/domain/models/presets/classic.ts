import { createLayerList } from '../layer-list.ts'
import { GREY_28, type Preset } from './preset.ts'

const plain = { training: {}, pretrained: null } as const

/** The study gives depth, dropout and parameter counts of cnn-1 to cnn-3; the dense widths are chosen to meet the counts. */
function studyCnn(name: string, blocks: readonly (readonly number[])[], dropout: number, units: number): Preset {
  const list = createLayerList()
  for (const filters of blocks) {
    for (const count of filters) list.conv(count, 3, { activation: 'relu' })
    list.maxPooling()
  }
  list.dropout(dropout)
  list.flatten()
  list.dense(units, { activation: 'relu' })
  list.dense(10, { activation: 'softmax' })
  const depth = blocks.flat().length
  return {
    ...plain,
    name,
    title: name.toUpperCase(),
    description: `${depth} convolutions, max pooling, dropout ${dropout}, one dense layer of ${units}.`,
    model: { name, input_shape: GREY_28, layers: list.layers },
    reference: null
  }
}

/** The study’s network of one block. */
export const cnn1 = studyCnn('cnn-1', [[32, 64]], 0.2, 128)
/** The study’s network of two blocks, three convolutions in all. */
export const cnn2 = studyCnn('cnn-2', [[32, 64], [128]], 0.3, 750)
/** The study’s network of two blocks of two convolutions each. */
export const cnn3 = studyCnn(
  'cnn-3',
  [
    [32, 64],
    [128, 256]
  ],
  0.4,
  1074
)

function lenet(name: string, title: string, modern: boolean): Preset {
  const list = createLayerList()
  const activation = modern ? 'relu' : 'tanh'
  const pool = () => (modern ? list.maxPooling() : list.averagePooling())
  list.conv(6, 5, { padding: 'same', activation })
  pool()
  list.conv(16, 5, { activation })
  pool()
  list.flatten()
  list.dense(120, { activation })
  list.dense(84, { activation })
  list.dense(10, { activation: 'softmax' })
  return {
    ...plain,
    name,
    title,
    description: modern
      ? 'LeNet-5 with ReLU and max pooling in place of tanh and average pooling.'
      : 'LeCun and others 1998: two 5 × 5 convolutions, average pooling, tanh.',
    model: { name, input_shape: GREY_28, layers: list.layers },
    reference: { accuracy: 90.2, source: 'published, LeNet-5' }
  }
}

/** LeNet-5 (LeCun and others 1998) with a softmax at its end. */
export const lenet5 = lenet('lenet-5', 'LeNet-5', false)
/** LeNet-5 with ReLU and max pooling in place of tanh and average pooling. */
export const lenet5Relu = lenet('lenet-5-relu', 'LeNet-5 with ReLU', true)

function simpleLayers() {
  const list = createLayerList()
  list.conv(32, 3, { padding: 'same', activation: 'relu' })
  list.maxPooling()
  list.conv(64, 3, { padding: 'same', activation: 'relu' })
  list.maxPooling()
  list.dropout(0.25)
  list.flatten()
  list.dense(128, { activation: 'relu' })
  list.dropout(0.5)
  list.dense(10, { activation: 'softmax' })
  return list.layers
}

/** A small convolutional network with dropout, for a published reference. */
export const simpleCnn: Preset = {
  ...plain,
  name: 'simple-cnn',
  title: 'Simple CNN',
  description: 'Two convolutions and two dense layers with dropout.',
  model: { name: 'simple-cnn', input_shape: GREY_28, layers: simpleLayers() },
  reference: { accuracy: 91.9, source: 'published, simple CNN' }
}

/** Agarap 2017 (arXiv:1712.03541): one network, softmax or L2-SVM on top. */
function agarapLayers(output: 'softmax' | 'linear') {
  const list = createLayerList()
  list.conv(32, 5, { padding: 'same', activation: 'relu' })
  list.maxPooling()
  list.conv(64, 5, { padding: 'same', activation: 'relu' })
  list.maxPooling()
  list.flatten()
  list.dense(1024, { activation: 'relu' })
  list.dropout(0.5)
  list.dense(10, { activation: output, kernel_l2: output === 'linear' ? 1e-4 : 0 })
  return list.layers
}

/** Agarap’s network under a softmax with cross-entropy. */
export const cnnSoftmax: Preset = {
  ...plain,
  name: 'cnn-softmax',
  title: 'CNN with softmax',
  description: 'Two 5 × 5 convolutions and a dense layer of 1024, softmax cross-entropy (Agarap 2017).',
  model: { name: 'cnn-softmax', input_shape: GREY_28, layers: agarapLayers('softmax') },
  reference: { accuracy: 91.86, source: 'published, CNN-Softmax' }
}

/** Agarap’s network under an L2-SVM: linear scores, squared hinge loss, L2 on the last kernel. */
export const cnnSvm: Preset = {
  ...plain,
  name: 'cnn-svm',
  title: 'CNN with SVM',
  description: 'The same network with an L2-SVM on top: linear scores and squared hinge loss (Agarap 2017).',
  model: { name: 'cnn-svm', input_shape: GREY_28, layers: agarapLayers('linear') },
  training: { loss: 'squared_hinge' },
  reference: { accuracy: 90.72, source: 'published, CNN-SVM' }
}
