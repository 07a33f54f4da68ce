import { numberOption, textOption, UsageError, type Arguments } from './command'
import { isSettings, type Settings } from './training-file'

/** Callbacks from the command line over those that are set already. Errors: UsageError that names the option. */
export function readCallbacks(args: Arguments, set: Settings): Settings {
  const { ModelCheckpoint, SwitchOptimizer } = set
  const every = numberOption(args, 'checkpoint-every')
  return {
    ...set,
    ...readCallback(args, 'early-stopping', 'patience', 'EarlyStopping', set),
    ...readCallback(args, 'reduce-lr', 'patience', 'ReduceLROnPlateau', set),
    ...(every !== undefined && { ModelCheckpoint: { ...(isSettings(ModelCheckpoint) && ModelCheckpoint), every } }),
    ...readSwitch(args, SwitchOptimizer)
  }
}

function readCallback(args: Arguments, option: string, first: string, callback: string, set: Settings): Settings {
  const given = readKeyed(args, option, first)
  if (given === undefined) return {}
  const before = set[callback]
  return { [callback]: given && { ...(isSettings(before) && before), ...given } }
}

/** `--sgd-after 8` or `after=8,learning_rate=0.005`: all but the epoch are settings of the SGD. */
function readSwitch(args: Arguments, set: unknown): Settings {
  const given = readKeyed(args, 'sgd-after', 'after')
  if (given === undefined) return {}
  if (given === null) return { SwitchOptimizer: null }
  const { after, ...sgd } = given
  const before = isSettings(set) && isSettings(set.optimizer) ? set.optimizer : { momentum: 0.9 }
  return { SwitchOptimizer: { after, optimizer: { ...before, name: 'sgd', ...sgd } } }
}

/** `3` (the setting `first`) or `patience=3,min_delta=0.001`; null for `none`, undefined when the option isn't given. */
function readKeyed(args: Arguments, option: string, first: string): Settings | null | undefined {
  const text = textOption(args, option)
  if (text === undefined || text === 'none') return text && null
  if (!text.includes('=')) return { [first]: numberOption(args, option) }
  return Object.fromEntries(
    text.split(',').map(pair => {
      const [key = '', value = ''] = pair.split('=').map(part => part.trim())
      if (key === '' || value === '')
        throw new UsageError(`--${option} takes a number, none, or settings such as ${first}=3, not “${pair}”`)
      return [key, readValue(value)]
    })
  )
}

/** A number, `true`, `false`, `none`, or a name. */
function readValue(text: string): unknown {
  if (text === 'none') return null
  if (text === 'true' || text === 'false') return text === 'true'
  return Number.isNaN(Number(text)) ? text : Number(text)
}
