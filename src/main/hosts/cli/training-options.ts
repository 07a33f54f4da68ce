import * as v from 'valibot'
import type { Dataset } from '@shared/contract/datasets'
import { augmentationSchema, trainingSchema, type Training } from '@shared/contract/training'
import { findPreset } from '@shared/domain/models/presets/presets'
import { balancedClassWeights } from '@shared/domain/training/class-weights'
import { usualCallbacks } from '@shared/domain/training/usual-callbacks'
import { readCallbacks } from './callback-options'
import { numberOption, textOption, UsageError, type Arguments, type OptionSpecs } from './command'
import { isSettings, readSettingsFile, unknownSetting, type Settings } from './training-file'

const text = { type: 'string' } as const

/** Options of `train` and `cv` that are training settings. */
export const trainingOptions: OptionSpecs = {
  settings: text,
  epochs: text,
  'batch-size': text,
  optimizer: text,
  'learning-rate': text,
  momentum: text,
  nesterov: { type: 'boolean' },
  'weight-decay': text,
  clipnorm: text,
  'global-clipnorm': text,
  clipvalue: text,
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
  '[--settings FILE.json] [--epochs N] [--batch-size N] [--optimizer adam|sgd] [--learning-rate X] [--momentum X] ' +
  '[--nesterov] [--weight-decay X] [--clipnorm X | --global-clipnorm X | --clipvalue X] [--loss NAME] ' +
  '[--label-smoothing X] [--schedule constant|cosine[:ALPHA[:WARMUP_EPOCHS]]|step:EVERY:FACTOR] ' +
  '[--early-stopping none|PATIENCE|monitor=val_loss,patience=3,min_delta=0,baseline=none,start_from_epoch=0,…] ' +
  '[--reduce-lr none|PATIENCE|factor=0.5,patience=2,cooldown=0,min_lr=0.000001,min_delta=0.0001,…] ' +
  '[--checkpoint-every N] [--sgd-after none|EPOCH|after=8,learning_rate=0.01,…] ' +
  '[--class-weight balanced|6:2,…] [--augment RandomRotation:0.05,…] [--seed N] [--engine auto|tensorflow|wasm|cpu]'

/**
 * Settings from the command line over those of `--settings` (a JSON file by Keras's names, with every setting that a run
 * has) over what the model's preset needs, over the callbacks that a new run has in the window, too. Errors: UsageError that names the option or the setting.
 */
export async function readTraining(
  args: Arguments,
  modelName: string,
  dataset: Pick<Dataset, 'balance'>
): Promise<Training> {
  const preset = findPreset(modelName)?.training ?? {}
  const path = textOption(args, 'settings')
  const file = path === undefined ? {} : await readSettingsFile(path)
  const number = (name: string) => numberOption(args, name)
  const given: Settings = {
    ...preset,
    ...file,
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
    optimizer: readOptimizer(args, part(file, 'optimizer') ?? preset.optimizer),
    callbacks: readCallbacks(args, {
      ...usualCallbacks,
      ...preset.callbacks,
      ...part(file, 'callbacks')
    })
  }
  const parsed = v.safeParse(trainingSchema, given)
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw new UsageError(`${v.getDotPath(issue) ?? 'training'}: ${issue.message}`)
  }
  const unknown = unknownSetting(given, parsed.output)
  if (unknown !== null) throw new UsageError(`There is no training setting “${unknown}”`)
  return parsed.output
}

/** Without the keys that were not given: they would hide what is set otherwise. */
const present = (values: Settings): Settings =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** Settings within the settings of a file; what is none is refused rather than passed over. */
function part(settings: Settings, key: string): Settings | undefined {
  const value = settings[key]
  if (value === undefined || isSettings(value)) return value
  throw new UsageError(`${key}: settings by their names are needed, not ${JSON.stringify(value)}`)
}

function readOptimizer(args: Arguments, set: Settings | undefined): Settings {
  const before: Settings = set ?? { name: 'adam' }
  const name = textOption(args, 'optimizer') ?? before.name
  if (name === undefined) throw new UsageError('optimizer.name: adam or sgd is needed')
  if (name !== 'adam' && name !== 'sgd') throw new UsageError(`--optimizer is adam or sgd, not “${String(name)}”`)
  const [momentum, nesterov] = [numberOption(args, 'momentum'), args.options.nesterov === true]
  if (name === 'adam' && (momentum !== undefined || nesterov))
    throw new UsageError('--momentum and --nesterov go with --optimizer sgd')
  return {
    ...((before.name ?? name) === name && before),
    name,
    ...present({
      learning_rate: numberOption(args, 'learning-rate'),
      weight_decay: numberOption(args, 'weight-decay'),
      clipnorm: numberOption(args, 'clipnorm'),
      global_clipnorm: numberOption(args, 'global-clipnorm'),
      clipvalue: numberOption(args, 'clipvalue'),
      momentum,
      nesterov: nesterov || undefined
    })
  }
}

function readSchedule(given: string | undefined): Settings | undefined {
  if (given === undefined) return undefined
  const [kind, first, second] = given.split(':')
  const [a, b] = [first, second].map(part => (part === undefined ? undefined : Number(part)))
  if (kind === 'constant') return { kind }
  if (kind === 'cosine') return present({ kind, alpha: a, warmup_epochs: b })
  if (kind === 'step') return { kind, every: a ?? NaN, factor: b ?? NaN }
  throw new UsageError(
    `--schedule is constant, cosine, cosine:ALPHA:WARMUP_EPOCHS or step:EVERY:FACTOR, not “${given}”`
  )
}

function readClassWeight(
  given: string | undefined,
  { balance }: Pick<Dataset, 'balance'>
): Readonly<Record<string, number>> | undefined {
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

/** Names of each layer's settings, in the order in which they are given. */
const layerSettings = new Map<string, readonly string[]>(
  augmentationSchema.options.map(({ entries: { class_name, ...settings } }) => [
    class_name.literal,
    Object.keys(settings)
  ])
)

/** `RandomRotation:0.05,RandomFlip:horizontal`: the layer's name and its settings; one that is left out is as the first. */
function readAugmentation(given: string | undefined): readonly Settings[] | undefined {
  return given?.split(',').map(part => {
    const [name = '', first = '', ...others] = part.split(':')
    const settings = layerSettings.get(name)
    if (!settings) throw new UsageError(`--augment knows ${[...layerSettings.keys()].join(', ')}, not “${name}”`)
    if (first === '' || others.length >= settings.length)
      throw new UsageError(`--augment ${name} takes ${settings.join(':')}, not “${part}”`)
    const values = settings.map((setting, at) => [setting, at === 0 ? first : (others[at - 1] ?? first)] as const)
    return {
      class_name: name,
      ...Object.fromEntries(values.map(([setting, value]) => [setting, setting === 'mode' ? value : Number(value)]))
    }
  })
}
