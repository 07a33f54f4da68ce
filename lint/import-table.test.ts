import { ESLint } from 'eslint'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const eslint = new ESLint({ cwd: root })

/** Rules that a file at `path` with this import breaks. */
async function breaches(path: string, specifier: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import * as thing from '${specifier}'\nexport { thing }\n`, {
    filePath: join(root, 'src', path)
  })
  return (result?.messages ?? []).map(message => message.ruleId ?? message.message)
}

const zone = 'import-x/no-restricted-paths'
const packages = 'no-restricted-imports'

/** One breach per row of the table: a folder of ours, then a package. The imported files exist. */
const seeded: readonly [folder: string, specifier: string, rule: string][] = [
  ['shared/contract', '@shared/domain/random/random', zone],
  ['shared/contract', 'vue', packages],
  ['shared/domain', '../../main/files/objects', zone],
  ['shared/domain', 'node:fs', packages],
  ['main/files', '../engine-client/engine-client', zone],
  ['main/files', 'sharp', packages],
  ['main/images', '../engine-client/engine-client', zone],
  ['main/images', 'hono', packages],
  ['main/net', '../files/objects', zone],
  ['main/net', 'sharp', packages],
  ['main/storage', '../engine-client/engine-client', zone],
  ['main/storage', 'hono', packages],
  ['main/engine', '../engine-client/engine-client', zone],
  ['main/engine', 'better-sqlite3', packages],
  ['main/engine-client', '../files/objects', zone],
  ['main/engine-client', '@tensorflow/tfjs-core', packages],
  ['main/services', '../http/router', zone],
  ['main/services', 'electron', packages],
  ['main/http', '../files/objects', zone],
  ['main/http', 'better-sqlite3', packages],
  ['main/hosts/electron', '../cli/run', zone],
  ['main/hosts/electron', '@hono/node-server', packages],
  ['main/hosts/node', '../electron/desktop', zone],
  ['main/hosts/node', 'electron', packages],
  ['main/hosts/cli', '../electron/desktop', zone],
  ['main/hosts/cli', 'electron', packages],
  ['preload', '../main/files/objects', zone],
  ['preload', 'node:fs', packages],
  ['renderer/src/api', '../../../main/files/objects', zone],
  ['renderer/src/api', 'vue', packages],
  ['renderer/src/ui', '../../../main/files/objects', zone],
  ['renderer/src/ui', 'openseadragon', packages],
  ['renderer/src/stores', '../../../main/files/objects', zone],
  ['renderer/src/stores', 'electron', packages]
]

describe('the import table', () => {
  it.each(seeded)('%s must not import %s', async (folder, specifier, rule) => {
    expect(await breaches(`${folder}/seeded.ts`, specifier)).toContain(rule)
  })

  it.each([
    ['shared/domain', '@shared/contract/errors'],
    ['main/images', '../files/objects'],
    ['main/services', '../engine-client/engine-client'],
    ['renderer/src/api', '@shared/contract/contract']
  ])('%s may import %s', async (folder, specifier) => {
    expect(await breaches(`${folder}/seeded.ts`, specifier)).toEqual([])
  })

  it('names only folders that exist', async () => {
    const { table } = await import('./import-table.js')
    for (const { folder } of table) expect(existsSync(join(root, 'src', folder)), folder).toBe(true)
  })
})
