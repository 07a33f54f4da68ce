import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killStream, type KillingResult } from '../src/main/testing/killing-stream'
import { openBenchBackend, root } from './bench-backend'

/** Kills the program amid its edits and counts what was acknowledged and is lost. */
export async function measureDurability(kills: number): Promise<readonly KillingResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-durability-'))
  const { backend, client, ended } = await openBenchBackend(folder)
  try {
    return [await killStream({ kills, client, ended, folder, resourcesDir: join(root, 'resources') })]
  } finally {
    await backend.close()
    await rm(folder, { recursive: true, force: true })
  }
}
