import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach } from 'vitest'
import type { Client } from '@shared/contract/contract'
import type { Job } from '@shared/contract/jobs'
import { createBackend, type Backend } from '../backend'
import type { BackendPorts } from '../ports'
import { clientOf } from './backend-client'
import { jobEnd } from './job-end'

export interface TestBackend {
  readonly backend: Backend
  readonly client: Client
  /** A folder of this test's own, gone after it. */
  readonly folder: string
  /** Errors that were logged: faults of ours. */
  readonly logged: string[]
  /** Waits for the job's end. */
  ended(jobId: string): Promise<Job>
}

export const resourcesDir = resolve('resources')
const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp()
})

/** A folder that is deleted after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-test-'))
  cleanups.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A backend as a host would make it, with a client that talks to it without a network. Closed after the test. */
export async function startTestBackend(ports: Partial<BackendPorts> = {}): Promise<TestBackend> {
  const folder = await temporaryFolder()
  const logged: string[] = []
  const backend = await createBackend({
    host: 'node',
    userDataDir: join(folder, 'user'),
    documentsDir: join(folder, 'documents'),
    resourcesDir,
    version: '0.0.0-test',
    spawnEngine: () => {
      throw new Error('This test has no engine')
    },
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (message, cause) => void logged.push(`${message}: ${cause instanceof Error ? cause.stack : String(cause)}`)
    },
    ...ports
  })
  cleanups.push(() => backend.close())
  const client = clientOf(backend)

  return { backend, client, folder, logged, ended: id => jobEnd(client, id) }
}
