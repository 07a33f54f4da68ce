import * as v from 'valibot'
import { augmentationSchema, type Augmentation } from '@shared/contract/training'

export type AugmentationName = Augmentation['class_name']

export interface AugmentationSetting {
  readonly name: AugmentationName
  on: boolean
  /** What the sliders move, by Keras's names. */
  values: Record<string, number>
  flip: 'horizontal' | 'vertical' | 'horizontal_and_vertical'
}

export interface SliderOf {
  /** Keras's name of what the slider moves. */
  readonly setting: string
  readonly start: number
  readonly max: number
  readonly step: number
  readonly unit?: string
}

const factor = (start: number, max: number, step: number, unit?: string): SliderOf[] => [
  { setting: 'factor', start, max, step, ...(unit !== undefined && { unit }) }
]
const share = { max: 0.5, step: 0.01 }

/** Every layer in the order in which it is usually applied, with its usual strength. */
export const augmentationSliders: Readonly<Record<AugmentationName, readonly SliderOf[]>> = {
  RandomRotation: factor(0.05, 0.5, 0.01, 'share of a turn'),
  RandomZoom: factor(0.1, 0.5, 0.01),
  RandomTranslation: [
    { setting: 'height_factor', start: 0.1, ...share },
    { setting: 'width_factor', start: 0.1, ...share }
  ],
  RandomFlip: [],
  RandomContrast: factor(0.2, 1, 0.05),
  GaussianNoise: [{ setting: 'stddev', start: 0.05, ...share }],
  RandomCutout: [{ setting: 'size', start: 0.25, max: 0.75, step: 0.05, unit: 'share of the side' }],
  RandomPolarity: [{ setting: 'probability', start: 0.5, max: 1, step: 0.05 }],
  RandomBackground: [
    { setting: 'probability', start: 0.5, max: 1, step: 0.05 },
    { setting: 'max', start: 0.5, max: 1, step: 0.05, unit: 'lightest grey' }
  ]
}
// Object.keys widens the names to string; the record above is the closed set of them.
export const augmentationNames = Object.keys(augmentationSliders) as AugmentationName[]

/** A row per layer. Layers that are given in another order than the usual one keep theirs: it is that of their use. */
export function createAugmentationSettings(given: readonly Augmentation[] = []): AugmentationSetting[] {
  const own = new Map(given.map(layer => [layer.class_name, layer]))
  const names = own.keys()
  const ordered = augmentationNames.map(name => (own.has(name) ? (names.next().value ?? name) : name))
  return ordered.map(name => createSetting(name, own.get(name)))
}

function createSetting(name: AugmentationName, own: Augmentation | undefined): AugmentationSetting {
  const usual = augmentationSliders[name].map(({ setting, start }) => [setting, start] as const)
  const set = Object.entries(own ?? {}).flatMap(([key, value]) => (typeof value === 'number' ? [[key, value]] : []))
  const flip = own?.class_name === 'RandomFlip' ? own.mode : 'horizontal'
  return { name, on: own !== undefined, values: Object.fromEntries([...usual, ...set]), flip }
}

/** The layers that are on, each with the settings that it has. */
export const readAugmentation = (settings: readonly AugmentationSetting[]): Augmentation[] =>
  settings
    .filter(({ on }) => on)
    .map(({ name, values, flip }) => v.parse(augmentationSchema, { ...values, class_name: name, mode: flip }))
