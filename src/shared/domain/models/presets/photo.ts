import type { Layer } from '../../../contract/model.ts'
import { createLayerList, type LayerList } from '../layer-list.ts'
import type { Preset } from './preset.ts'

/** A stage of EfficientNet-Lite0: `[repeats, kernel size, stride of the first block, expansion, filters]`. */
type Stage = readonly [repeats: number, size: number, stride: number, expansion: number, filters: number]

// Tan and Le 2019 (arXiv:1905.11946), table 1; Lite drops squeeze-and-excitation and uses ReLU6.
const STAGES: readonly Stage[] = [
  [1, 3, 1, 1, 16],
  [2, 3, 2, 6, 24],
  [2, 5, 2, 6, 40],
  [3, 3, 2, 6, 80],
  [3, 5, 1, 6, 112],
  [4, 5, 2, 6, 192],
  [1, 3, 1, 6, 320]
]
const STEM_FILTERS = 32

/** Values of one image that enter the head of `photo`. */
export const PHOTO_FEATURES = 1280
/** The layer that the features enter: what lies before it is the frozen backbone. */
export const PHOTO_HEAD = 'head'

function depthwise(list: LayerList, name: string, size: number, stride: number): void {
  list.layers.push({
    class_name: 'DepthwiseConv2D',
    name,
    trainable: true,
    kernel_size: [size, size],
    strides: [stride, stride],
    padding: 'same',
    use_bias: true,
    kernel_initializer: 'glorot_uniform',
    kernel_l2: 0,
    activation: 'relu6'
  })
}

/** Inverted residual block; its output is added to its input where both have the same shape. */
function block(list: LayerList, at: number, from: string, channels: number, stage: Stage, stride: number): string {
  const [, size, , expansion, filters] = stage
  const name = `block${at}`
  if (expansion !== 1) {
    list.conv(channels * expansion, 1, { name: `${name}_expand`, inputs: [from], activation: 'relu6' })
  }
  depthwise(list, `${name}_depthwise`, size, stride)
  const projected = list.conv(filters, 1, { name: `${name}_project` })
  return stride === 1 && channels === filters ? list.sum([from, projected], { name: `${name}_add` }) : projected
}

function backbone(): Layer[] {
  const list = createLayerList()
  // The bytes as it was trained on them: (value - 127) / 128.
  list.layers.push({
    class_name: 'Rescaling',
    name: 'normalise',
    trainable: true,
    scale: 255 / 128,
    offset: -127 / 128
  })
  let from = list.conv(STEM_FILTERS, 3, { name: 'stem', strides: [2, 2], padding: 'same', activation: 'relu6' })
  let channels = STEM_FILTERS
  let at = 0
  for (const stage of STAGES) {
    const [repeats, , stride, , filters] = stage
    for (let repeat = 0; repeat < repeats; repeat++) {
      from = block(list, at++, from, channels, stage, repeat === 0 ? stride : 1)
      channels = filters
    }
  }
  list.conv(PHOTO_FEATURES, 1, { name: 'top', inputs: [from], activation: 'relu6' })
  list.globalAveragePooling({ name: 'pooled' })
  return list.layers
}

function layers(): Layer[] {
  const head = createLayerList()
  head.dense(10, { name: PHOTO_HEAD, activation: 'softmax', kernel_initializer: 'zeros', kernel_l2: 0.01 })
  return [...backbone().map(layer => ({ ...layer, trainable: false })), ...head.layers]
}

/** EfficientNet-Lite0 with ImageNet's weights, batch normalisation folded into the convolutions, below a new head. */
export const photo: Preset = {
  name: 'photo',
  title: 'Photo',
  description: 'For real photos, in colour: EfficientNet-Lite0 that knows ImageNet, frozen, and a new head on top.',
  model: { name: 'photo', input_shape: [224, 224, 3], layers: layers() },
  // Chosen by cross-validation on free photos of clothes; between a third and three times of each nothing changes much.
  training: { epochs: 30, batch_size: 32, optimizer: { name: 'adam', learning_rate: 0.003 } },
  pretrained: 'efficientnet-lite0',
  reference: null
}
