import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { aboutSchema, type settingsContract } from '@shared/contract/settings'
import type { Handlers } from '@shared/contract/handlers'
import type { BackendPorts } from '../ports'
import type { SettingsService } from './settings-service'

const packagesSchema = aboutSchema.entries.packages

/** The settings and what the host is, for the contract's `settings`. */
export function createSettingsHandlers(
  ports: BackendPorts,
  settings: SettingsService
): Handlers<typeof settingsContract> {
  const isElectron = ports.host === 'electron'
  return {
    get: () => settings.get(),
    set: change => settings.set(change),
    async about() {
      return {
        version: ports.version,
        host: ports.host,
        node: process.versions.node,
        electron: process.versions.electron ?? null,
        packages: await readPackages(ports.resourcesDir)
      }
    },
    capabilities: () => ({
      host: ports.host,
      dialogs: isElectron,
      revealInFolder: isElectron,
      defaultFolder: ports.documentsDir ?? join(homedir(), 'Documents')
    })
  }
}

/** Written by the build: every package that is shipped, with its licence. */
async function readPackages(resourcesDir: string): Promise<v.InferOutput<typeof packagesSchema>> {
  const text = await readFile(join(resourcesDir, 'licences.json'), 'utf8').catch(() => '[]')
  const value: unknown = JSON.parse(text)
  return v.is(packagesSchema, value) ? value : []
}
