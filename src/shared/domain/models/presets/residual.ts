import type { Layer } from '../../../contract/model.ts'
import { createLayerList, type LayerList } from '../layer-list.ts'
import { GREY_28, type Preset } from './preset.ts'

// He and others 2015 train with momentum 0.1 in the convention of averages kept, 0.9 in Keras's, and epsilon 1e-5.
const NORM = { momentum: 0.9, epsilon: 1e-5 }
const CONV = { padding: 'same', use_bias: false, kernel_initializer: 'he_normal' } as const

function convNorm(list: LayerList, filters: number, size: number, stride: number, from: string): string {
  const conv = list.conv(filters, size, { ...CONV, inputs: [from], ...(stride > 1 && { strides: [stride, stride] }) })
  return list.batchNormalization({ ...NORM, inputs: [conv] })
}

/** Basic block of He and others 2015: two 3 × 3 convolutions and a shortcut, projected when size or channels change. */
function basicBlock(list: LayerList, filters: number, stride: number, from: string, project: boolean): string {
  const first = list.activation('relu', { inputs: [convNorm(list, filters, 3, stride, from)] })
  const second = convNorm(list, filters, 3, 1, first)
  const shortcut = project ? convNorm(list, filters, 1, stride, from) : from
  return list.activation('relu', { inputs: [list.sum([second, shortcut])] })
}

function backbone(list: LayerList, widths: readonly number[], from: string): void {
  let name = list.activation('relu', { inputs: [convNorm(list, widths[0] ?? 1, 3, 1, from)] })
  widths.forEach((filters, stage) => {
    name = basicBlock(list, filters, stage > 0 ? 2 : 1, name, stage > 0)
    name = basicBlock(list, filters, 1, name, false)
  })
  list.globalAveragePooling()
}

function residualLayers(widths: readonly number[]): Layer[] {
  const list = createLayerList()
  backbone(list, widths, 'input')
  list.dense(10, { activation: 'softmax' })
  return list.layers
}

function frozenLayers(): Layer[] {
  const list = createLayerList()
  const resized = list.resize(32, 32)
  backbone(list, [64, 128, 256, 512], list.concatenate([resized, resized, resized]))
  const frozen = list.layers.map(layer => ({ ...layer, trainable: false }))
  const head = createLayerList()
  head.dense(10, { name: 'head', activation: 'softmax' })
  return [...frozen, ...head.layers]
}

// An honest recipe for residual networks on small images: momentum, cosine, weight decay, shifted and mirrored pictures.
const recipe: Preset['training'] = {
  epochs: 30,
  batch_size: 64,
  optimizer: { name: 'sgd', learning_rate: 0.05, momentum: 0.9, nesterov: true, weight_decay: 5e-4 },
  schedule: { kind: 'cosine', warmup_epochs: 1 },
  // The cosine is the plan: nothing cuts it short.
  callbacks: { EarlyStopping: null, ReduceLROnPlateau: null },
  augmentation: [
    { class_name: 'RandomFlip', mode: 'horizontal' },
    { class_name: 'RandomTranslation', height_factor: 0.1, width_factor: 0.1 },
    { class_name: 'RandomCutout', size: 0.25 }
  ]
}

/** ResNet-18 (He and others 2015) with a 3 × 3 first convolution and no pooling behind it. */
export const resnet18: Preset = {
  name: 'resnet-18',
  title: 'ResNet-18',
  description: 'ResNet-18 with a 3 × 3 first convolution for small images, trained whole.',
  model: { name: 'resnet-18', input_shape: GREY_28, layers: residualLayers([64, 128, 256, 512]) },
  training: recipe,
  pretrained: null,
  reference: { accuracy: 94.9, source: 'published, ResNet-18' }
}

/** ResNet-18 on images of 32 × 32 × 3, its backbone frozen. */
export const resnet18Frozen: Preset = {
  name: 'resnet-18-frozen',
  title: 'ResNet-18, frozen',
  description:
    'The study’s variant: upscaled to 32 × 32 RGB, frozen backbone, new head. No ImageNet weights are shipped: start it from a run.',
  model: { name: 'resnet-18-frozen', input_shape: GREY_28, layers: frozenLayers() },
  training: {},
  pretrained: null,
  reference: { accuracy: 88.1, source: 'study, single split' }
}

/** A residual network of three stages, a quarter of ResNet-18’s width at its end. */
export const best: Preset = {
  name: 'best',
  title: 'Best',
  description: 'Residual network of three stages 32-64-128 with two blocks each.',
  model: { name: 'best', input_shape: GREY_28, layers: residualLayers([32, 64, 128]) },
  training: recipe,
  pretrained: null,
  reference: null
}
