import * as v from 'valibot'
import type { Dataset } from '@shared/contract/datasets'
import { trainingSchema, type Augmentation, type Training, type TrainingInput } from '@shared/contract/training'
import { findPreset } from '@shared/domain/models/presets/presets'
import { balancedClassWeights } from '@shared/domain/training/class-weights'
import { numberOption, textOption, UsageError, type Arguments, type OptionSpecs } from './command'

const text = { type: 'string' } as const

/** Options of `train` and `cv` that are training settings. */
export const trainingOptions: OptionSpecs = {
  epochs: text,
  'batch-size': text,
  optimizer: text,
  'learning-rate': text,
  momentum: text,
  nesterov: { type: 'boolean' },
  'weight-decay': text,
  clipnorm: text,
  loss: text,
  'label-smoothing': text,
  schedule: text,
  'early-stopping': text,
  'reduce-lr': text,
  'checkpoint-every': text,
  'sgd-after': text,
  'class-weight': text,
  augment: text,
  seed: text,
  engine: text
}

export const trainingUsage =
  '[--epochs N] [--batch-size N] [--optimizer adam|sgd] [--learning-rate X] [--momentum X] [--nesterov] ' +
  '[--weight-decay X] [--clipnorm X] [--loss NAME] [--label-smoothing X] [--schedule cosine|step:EVERY:FACTOR] ' +
  '[--early-stopping PATIENCE] [--reduce-lr PATIENCE] [--checkpoint-every N] [--sgd-after EPOCH] ' +
  '[--class-weight balanced|6:2,…] [--augment RandomRotation:0.05,…] [--seed N] [--engine auto|tensorflow|wasm|cpu]'

/** Settings from the command line over what the model's preset needs. Errors: UsageError that names the option. */
export function readTraining(args: Arguments, modelName: string, dataset: Pick<Dataset, 'balance'>): Training {
  const preset = findPreset(modelName)?.training ?? {}
  const number = (name: string) => numberOption(args, name)
  const given: TrainingInput = {
    ...preset,
    ...present({
      epochs: number('epochs'),
      batch_size: number('batch-size'),
      loss: textOption(args, 'loss'),
      label_smoothing: number('label-smoothing'),
      seed: number('seed'),
      engine: textOption(args, 'engine'),
      schedule: readSchedule(textOption(args, 'schedule')),
      augmentation: readAugmentation(textOption(args, 'augment')),
      class_weight: readClassWeight(textOption(args, 'class-weight'), dataset)
    }),
    optimizer: readOptimizer(args, preset.optimizer),
    callbacks: { ...preset.callbacks, ...readCallbacks(args) }
  }
  const parsed = v.safeParse(trainingSchema, given)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new UsageError(`${v.getDotPath(issue) ?? 'training'}: ${issue.message}`)
}

/** Without the keys that were not given: they would hide the preset's own. */
function present<T extends object>(values: T): TrainingInput {
  // What is left is checked against the schema as a whole.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as TrainingInput
}

function readOptimizer(args: Arguments, preset: TrainingInput['optimizer']): TrainingInput['optimizer'] {
  const name = textOption(args, 'optimizer') ?? preset?.name ?? 'adam'
  const settings = present({
    learning_rate: numberOption(args, 'learning-rate'),
    weight_decay: numberOption(args, 'weight-decay'),
    clipnorm: numberOption(args, 'clipnorm')
  })
  const own = preset?.name === name ? preset : {}
  if (name === 'adam') return { ...own, name, ...settings }
  if (name !== 'sgd') throw new UsageError(`--optimizer is adam or sgd, not “${name}”`)
  const momentum = numberOption(args, 'momentum')
  const nesterov = args.options.nesterov === true
  return { ...own, name, ...settings, ...(momentum !== undefined && { momentum }), ...(nesterov && { nesterov }) }
}

function readCallbacks(args: Arguments): NonNullable<TrainingInput['callbacks']> {
  const patience = numberOption(args, 'early-stopping')
  const plateau = numberOption(args, 'reduce-lr')
  const every = numberOption(args, 'checkpoint-every')
  const after = numberOption(args, 'sgd-after')
  return {
    ...(patience !== undefined && { EarlyStopping: { patience } }),
    ...(plateau !== undefined && { ReduceLROnPlateau: { patience: plateau } }),
    ...(every !== undefined && { ModelCheckpoint: { every } }),
    ...(after !== undefined && { SwitchOptimizer: { after, optimizer: { name: 'sgd', momentum: 0.9 } } })
  }
}

function readSchedule(given: string | undefined): TrainingInput['schedule'] {
  if (given === undefined) return undefined
  const [kind, every, factor] = given.split(':')
  if (kind === 'constant' || kind === 'cosine') return { kind }
  if (kind === 'step') return { kind, every: Number(every), factor: Number(factor) }
  throw new UsageError(`--schedule is constant, cosine or step:EVERY:FACTOR, not “${given}”`)
}

function readClassWeight(
  given: string | undefined,
  { balance }: Pick<Dataset, 'balance'>
): TrainingInput['class_weight'] {
  if (given === undefined) return undefined
  if (given === 'balanced') return balancedClassWeights(balance.map(({ train }) => train))
  return Object.fromEntries(
    given.split(',').map(pair => {
      const [index, weight] = pair.split(':').map(Number)
      if (index === undefined || !(index in balance) || weight === undefined || !(weight >= 0))
        throw new UsageError(
          `--class-weight takes INDEX:WEIGHT with an index from 0 to ${balance.length - 1}, not “${pair}”`
        )
      return [String(index), weight]
    })
  )
}

/** `RandomRotation:0.05,RandomFlip:horizontal`: the layer's name and its one or two settings. */
function readAugmentation(given: string | undefined): Augmentation[] | undefined {
  return given?.split(',').map(part => {
    const [name = '', first = '', second = first] = part.split(':')
    const build = augmentations[name]
    if (!build) throw new UsageError(`--augment knows ${Object.keys(augmentations).join(', ')}, not “${name}”`)
    return build(first, second)
  })
}

const augmentations: Readonly<Record<string, (first: string, second: string) => Augmentation>> = {
  RandomRotation: factor => ({ class_name: 'RandomRotation', factor: Number(factor) }),
  RandomZoom: factor => ({ class_name: 'RandomZoom', factor: Number(factor) }),
  RandomContrast: factor => ({ class_name: 'RandomContrast', factor: Number(factor) }),
  RandomFlip: mode => ({
    class_name: 'RandomFlip',
    mode: mode === 'vertical' || mode === 'horizontal_and_vertical' ? mode : 'horizontal'
  }),
  RandomTranslation: (height, width) => ({
    class_name: 'RandomTranslation',
    height_factor: Number(height),
    width_factor: Number(width)
  }),
  GaussianNoise: stddev => ({ class_name: 'GaussianNoise', stddev: Number(stddev) }),
  RandomCutout: size => ({ class_name: 'RandomCutout', size: Number(size) }),
  RandomPolarity: probability => ({ class_name: 'RandomPolarity', probability: Number(probability) }),
  RandomBackground: (probability, max) => ({
    class_name: 'RandomBackground',
    probability: Number(probability),
    max: Number(max)
  })
}
