import { readFile } from 'node:fs/promises'
import { UsageError } from './command'

export type Settings = Readonly<Record<string, unknown>>

export const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Training settings by Keras's names, as `training` in a run's run.json holds them. Errors: UsageError that names the file. */
export async function readSettingsFile(path: string): Promise<Settings> {
  const wrong = (what: string) => new UsageError(`--settings: ${path} ${what}`)
  const text = await readFile(path, 'utf8').catch(() => {
    throw wrong('can’t be read. Give the path of a JSON file with training settings.')
  })
  let settings: unknown
  try {
    settings = JSON.parse(text)
  } catch {
    throw wrong('is not JSON.')
  }
  if (!isSettings(settings)) throw wrong('holds no object of training settings, such as {"epochs": 15}.')
  return settings
}

/** The first key of what was given that the parsed settings have not taken up, by its path: a name that was mistyped. */
export function unknownSetting(given: unknown, parsed: unknown, path = ''): string | null {
  if (Array.isArray(given) && Array.isArray(parsed)) return unknownIn(Object.entries(given), { ...parsed }, path)
  return isSettings(given) && isSettings(parsed) ? unknownIn(Object.entries(given), parsed, path) : null
}

function unknownIn(entries: readonly [string, unknown][], parsed: Settings, path: string): string | null {
  for (const [key, value] of entries) {
    const at = path === '' ? key : `${path}.${key}`
    const unknown = key in parsed ? unknownSetting(value, parsed[key], at) : at
    if (unknown !== null) return unknown
  }
  return null
}
