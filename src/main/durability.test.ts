import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '@shared/domain/random/random'
import { resourcesDir, startTestBackend } from './testing/test-backend'

/** How many times the program is killed: 200 where nobody waits for it, a sample while developing. */
const kills = Number(process.env.VITRINE_KILLS ?? (process.env.CI ? 200 : 20))
const outDir = resolve('node_modules/.cache', `vitrine-durability-${process.pid}`)
const program = join(outDir, 'edit-stream.mjs')

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve('src/shared') } },
    build: {
      ssr: resolve('src/main/testing/edit-stream.ts'),
      outDir,
      rollupOptions: { output: { entryFileNames: 'edit-stream.mjs' } }
    }
  })
})
afterAll(() => rm(outDir, { recursive: true, force: true }))

interface Acknowledged {
  readonly pid: number | undefined
  readonly created: readonly string[]
  readonly noted: number
}

/** Runs the stream of edits and kills it at the given acknowledgement, while it is at its next edits. */
async function killAfter(acknowledgements: number, args: readonly string[]): Promise<Acknowledged> {
  const child = fork(program, args)
  const created: string[] = []
  let noted = 0
  let left = acknowledgements
  child.on('message', (message: { created?: string; noted?: number }) => {
    if (message.created !== undefined) created.push(message.created)
    if (message.noted !== undefined) noted = message.noted
    if (--left === 0) child.kill('SIGKILL')
  })
  const [, signal] = await once(child, 'exit')
  expect(signal).toBe('SIGKILL')
  return { pid: child.pid, created, noted }
}

function annotationIds(projectPath: string): ReadonlySet<unknown> {
  const database = new Database(join(projectPath, 'project.sqlite'), { readonly: true })
  try {
    return new Set(database.prepare('select uuid from annotation').pluck().all())
  } finally {
    database.close()
  }
}

test(
  `every acknowledged edit is there after the program was killed, ${kills} times`,
  async () => {
    const { client, ended, folder } = await startTestBackend()
    const { path } = await client.projects.create({ name: 'Killed' })
    await ended((await client.sources.import({ from: join(resourcesDir, 'sample', 'photos') })).jobId)
    const { ids } = await client.images.query({})
    for (const name of ['Coat', 'Dress', 'Shirt']) await client.classes.create({ name })
    await client.annotations.label({ imageIds: ids, classId: 1 })
    const [watched] = await client.annotations.list({ imageId: ids[0] ?? 0 })
    const random = createRandom(1)
    for (let kill = 0; kill < kills; kill++) {
      await client.projects.close()
      const { pid, created, noted } = await killAfter(1 + random.integer(40), [
        join(folder, 'killed'),
        resourcesDir,
        path
      ])

      const project = await client.projects.open({ path })
      expect(project.readOnly).toBe(null)
      const found = annotationIds(path)
      expect(created.filter(id => !found.has(id))).toEqual([])
      const labels = await client.annotations.list({ imageId: ids[0] ?? 0 })
      const [writer, lastEdit] = labels.find(({ id }) => id === watched?.id)?.note.split(' ') ?? []
      if (noted > 0) expect(Number(writer === `${pid}` ? lastEdit : 0)).toBeGreaterThanOrEqual(noted)
      expect(await client.projects.verify()).toMatchObject({ ok: true, problems: [] })
    }
  },
  600_000 + kills * 10_000
)
