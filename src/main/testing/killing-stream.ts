import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { build } from 'vite'
import { createRandom } from '@shared/domain/random/random'
import type { Client } from '@shared/contract/contract'
import { verified } from './job-end'

export interface KillingOptions {
  readonly kills: number
  readonly client: Client
  readonly ended: (jobId: string) => Promise<unknown>
  /** For the user's data of the program that is killed. */
  readonly folder: string
  readonly resourcesDir: string
}

/** What was found after the kills; without losses, all but the first three are 0. */
export interface KillingResult {
  readonly kills: number
  /** Boxes and notes whose saving was acknowledged before a kill. */
  readonly acknowledged: number
  readonly boxes: number
  readonly lostBoxes: number
  readonly lostNotes: number
  readonly openedReadOnly: number
  readonly problems: number
}

/** Runs a stream of edits in a program of its own, kills it at random moments, and compares what it acknowledged with what is there. */
export async function killStream({
  kills,
  client,
  ended,
  folder,
  resourcesDir
}: KillingOptions): Promise<KillingResult> {
  const outDir = resolve('node_modules/.cache', `vitrine-durability-${process.pid}`)
  try {
    const program = await buildProgram(outDir)
    const { path } = await client.projects.create({ name: 'Killed' })
    await ended((await client.sources.import({ from: join(resourcesDir, 'sample', 'photos') })).jobId)
    const { ids } = await client.images.query({})
    for (const name of ['Coat', 'Dress', 'Shirt']) await client.classes.create({ name })
    await client.annotations.label({ imageIds: ids, classId: 1 })
    const [watched] = await client.annotations.list({ imageId: ids[0] ?? 0 })
    const random = createRandom(1)
    const all: string[] = []
    let [notes, lostNotes, openedReadOnly, problems] = [0, 0, 0, 0]
    for (let kill = 0; kill < kills; kill++) {
      await client.projects.close()
      const killed = await killAfter(program, 1 + random.integer(40), [join(folder, 'killed'), resourcesDir, path])
      all.push(...killed.created)
      notes += killed.noted

      const project = await client.projects.open({ path })
      if (project.readOnly !== null) openedReadOnly++
      const labels = await client.annotations.list({ imageId: ids[0] ?? 0 })
      const [writer, lastEdit] = labels.find(({ id }) => id === watched?.id)?.note.split(' ') ?? []
      const kept = writer === `${killed.pid}` ? Number(lastEdit) : 0
      if (kept < killed.noted) lostNotes++
      problems += (await verified(client)).problems.length
    }
    const found = annotationIds(path)
    const lostBoxes = all.filter(id => !found.has(id)).length
    return {
      kills,
      acknowledged: all.length + notes,
      boxes: all.length,
      lostBoxes,
      lostNotes,
      openedReadOnly,
      problems
    }
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}

async function buildProgram(outDir: string): Promise<string> {
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
  return join(outDir, 'edit-stream.mjs')
}

interface Acknowledged {
  readonly pid: number | undefined
  readonly created: readonly string[]
  readonly noted: number
}

/** Kills the program at the given acknowledgement, while it is at its next edits. */
async function killAfter(program: string, acknowledgements: number, args: readonly string[]): Promise<Acknowledged> {
  const child = fork(program, args)
  const created: string[] = []
  let noted = 0
  let left = acknowledgements
  child.on('message', (message: { created?: string; noted?: number }) => {
    if (message.created !== undefined) created.push(message.created)
    if (message.noted !== undefined) noted = message.noted
    if (--left === 0) child.kill('SIGKILL')
  })
  const [code, signal] = await once(child, 'exit')
  if (signal !== 'SIGKILL') throw new Error(`The stream of edits ended by itself: ${String(code ?? signal)}`)
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
