import type { Augmentation } from '@shared/contract/training'

export type AugmentationName = Augmentation['class_name']

export interface AugmentationSetting {
  readonly name: AugmentationName
  on: boolean
  /** What the slider moves: the layer's main setting. */
  value: number
  flip: 'horizontal' | 'vertical' | 'horizontal_and_vertical'
}

interface SliderOf {
  readonly start: number
  readonly max: number
  readonly step: number
  /** Keras's name of what the slider moves. */
  readonly setting: string
}

/** Every layer in the order in which it is applied, with its usual strength. */
export const augmentationSliders: Readonly<Record<AugmentationName, SliderOf>> = {
  RandomRotation: { start: 0.05, max: 0.5, step: 0.01, setting: 'factor, share of a turn' },
  RandomZoom: { start: 0.1, max: 0.5, step: 0.01, setting: 'factor' },
  RandomTranslation: { start: 0.1, max: 0.5, step: 0.01, setting: 'height_factor and width_factor' },
  RandomFlip: { start: 1, max: 1, step: 1, setting: 'mode' },
  RandomContrast: { start: 0.2, max: 1, step: 0.05, setting: 'factor' },
  GaussianNoise: { start: 0.05, max: 0.5, step: 0.01, setting: 'stddev' },
  RandomCutout: { start: 0.25, max: 0.75, step: 0.05, setting: 'size, share of the side' },
  RandomPolarity: { start: 0.5, max: 1, step: 0.05, setting: 'probability' },
  RandomBackground: { start: 0.5, max: 1, step: 0.05, setting: 'probability' }
}
// Object.keys widens the names to string; the record above is the closed set of them.
export const augmentationNames = Object.keys(augmentationSliders) as AugmentationName[]

export function createAugmentationSettings(given: readonly Augmentation[] = []): AugmentationSetting[] {
  return augmentationNames.map(name => {
    const own = given.find(({ class_name }) => class_name === name)
    const flip = own?.class_name === 'RandomFlip' ? own.mode : 'horizontal'
    return { name, on: own !== undefined, value: own ? mainSetting(own) : augmentationSliders[name].start, flip }
  })
}

export const readAugmentation = (settings: readonly AugmentationSetting[]): Augmentation[] =>
  settings.filter(({ on }) => on).map(toLayer)

function mainSetting(layer: Augmentation): number {
  switch (layer.class_name) {
    case 'RandomRotation':
    case 'RandomZoom':
    case 'RandomContrast':
      return layer.factor
    case 'RandomFlip':
      return 1
    case 'RandomTranslation':
      return layer.height_factor
    case 'GaussianNoise':
      return layer.stddev
    case 'RandomCutout':
      return layer.size
    case 'RandomPolarity':
    case 'RandomBackground':
      return layer.probability
  }
}

function toLayer({ name, value, flip }: AugmentationSetting): Augmentation {
  switch (name) {
    case 'RandomRotation':
    case 'RandomZoom':
    case 'RandomContrast':
      return { class_name: name, factor: value }
    case 'RandomFlip':
      return { class_name: name, mode: flip }
    case 'RandomTranslation':
      return { class_name: name, height_factor: value, width_factor: value }
    case 'GaussianNoise':
      return { class_name: name, stddev: value }
    case 'RandomCutout':
      return { class_name: name, size: value }
    case 'RandomPolarity':
      return { class_name: name, probability: value }
    case 'RandomBackground':
      return { class_name: name, probability: value, max: 0.5 }
  }
}
