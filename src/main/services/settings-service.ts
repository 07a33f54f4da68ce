import { mkdir, readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { settingsSchema, type Settings } from '@shared/contract/settings'
import { writeFileAtomically } from '../files/atomic-file'
import type { EventBus } from './event-bus'

export interface SettingsService {
  get(): Settings
  set(change: Partial<Settings>): Promise<Settings>
  /** Name for what the user does: as set, else the system's. */
  author(): string
}

/** The user's settings in `settings.json`. What can't be read there counts as not set. */
export async function createSettingsService(userDataDir: string, bus: EventBus): Promise<SettingsService> {
  await mkdir(userDataDir, { recursive: true })
  const path = join(userDataDir, 'settings.json')
  let settings = parse(await readFile(path, 'utf8').catch(() => '{}'))
  let lastWrite = Promise.resolve()

  async function set(change: Partial<Settings>): Promise<Settings> {
    settings = { ...settings, ...change }
    const content = JSON.stringify(settings, null, 2)
    lastWrite = lastWrite.catch(() => undefined).then(() => writeFileAtomically(path, content))
    await lastWrite
    bus.publish({ type: 'changed', revision: 0, topics: ['settings'] })
    return settings
  }

  return { get: () => settings, set, author: () => settings.author || systemUser() }
}

function parse(text: string): Settings {
  const defaults = v.parse(settingsSchema, {})
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return defaults
    // One setting that is not understood must not cost the others.
    const entries = Object.entries(value).filter(([key, setting]) => v.is(settingsSchema, { [key]: setting }))
    return v.parse(settingsSchema, Object.fromEntries(entries))
  } catch {
    return defaults
  }
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    // Containers may run under a user id that has no name.
    return 'me'
  }
}
