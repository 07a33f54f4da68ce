import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import * as v from 'valibot'
import type { PredictRequest } from '@shared/contract/engine'
import { suggestionReportSchema } from '@shared/contract/suggestions'
import { spawnMemoryEngine } from '../../engine-client/testing/memory-engine'
import { startTestBackend } from '../../testing/test-backend'

const engine = { backend: 'cpu' as const, version: '1', device: 'test', threads: 1 }

async function put(objects: string, bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex')
  const path = join(objects, hash.slice(0, 2), hash.slice(2))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
  return hash
}

/** Says class 2 of everything, the later the row the less certain. */
async function predictClass2({ objects, x }: PredictRequest) {
  const [count] = x.shape
  const values = new Float32Array(count * 10).fill(0.01)
  for (let row = 0; row < count; row++) values[row * 10 + 2] = 0.9 - row / 100
  const object = await put(objects, new Uint8Array(values.buffer))
  return { object, shape: [count, 10] as [number, number], engine }
}

/** A project whose first images wait for a label, and a run. */
async function prepare(meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
  const { client, folder, ended } = await startTestBackend({
    spawnEngine: spawnMemoryEngine({
      async predict(request) {
        await meanwhile()
        return await predictClass2(request)
      },
      async train({ dir }) {
        const weights = await put(join(dir, '../../objects'), new TextEncoder().encode(dir))
        return {
          ...{ run: 'r', engine, parameters: 1, epochs: [], stopped: 'completed' as const, weights },
          ...{ best: { epoch: 1, val_loss: 1, val_accuracy: 0.1 }, weightsEpoch: 1, stepMs: 1 }
        }
      }
    })
  })
  const { path } = await client.projects.create({ name: 'p', folder })
  await ended((await client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  const dataset = await client.datasets.freeze({ name: 'garments' })
  const run = await client.runs.start({ datasetId: dataset.id, model: 'scratch' })
  await ended(run.jobId ?? '')
  const { ids } = await client.images.query({})
  const open = ids.slice(0, 4)
  await client.annotations.label({ imageIds: open, classId: null })
  const suggest = async () => {
    const { jobId } = await client.suggestions.start({ runId: run.id, on: { kind: 'unlabelled' } })
    return v.parse(suggestionReportSchema, (await ended(jobId)).result)
  }
  return { client, run, open, path, suggest, proposed: dataset.classes[2] }
}

test('what has no label gets a proposal, least certain first, as one step of undo', async () => {
  const { client, run, open, suggest, proposed } = await prepare()
  const report = await suggest()
  expect(report.items.map(({ imageId }) => imageId)).toEqual(open.toReversed())
  const [kept] = await client.annotations.list({ imageId: open[0] ?? 0 })
  expect(kept).toMatchObject({ status: 'suggested', classId: proposed?.id, author: `model:${run.id}` })
  expect(kept?.confidence).toBeCloseTo(0.9, 5)
  const waiting = await client.images.query({ filter: { status: ['suggested'] }, sort: { by: 'certainty' } })
  expect(waiting.ids).toEqual(open.toReversed())
  await client.history.undo()
  expect((await client.images.query({ filter: { status: ['suggested'] } })).ids).toEqual([])
})

test('a person’s word stands: accepted and corrected ones are counted, unsure ones are never proposed again', async () => {
  const { client, run, open, suggest, proposed } = await prepare()
  await client.annotations.label({ imageIds: open.slice(3), status: 'unsure' })
  expect((await suggest()).suggested).toBe(3)
  const [first = 0, second = 0] = open
  const [accepted] = await client.annotations.list({ imageId: first })
  const [corrected] = await client.annotations.list({ imageId: second })
  const other = (await client.classes.list()).find(({ id }) => id !== proposed?.id)
  await client.annotations.update({ id: accepted?.id ?? '', classId: proposed?.id ?? null, status: 'labelled' })
  await client.annotations.update({ id: corrected?.id ?? '', classId: other?.id ?? null, status: 'labelled' })
  const counted = { certain: 0, agreed: 1, corrected: 1 }
  expect(await client.suggestions.agreement({ runId: run.id })).toEqual({ ...counted, waiting: 1, rejected: 0 })
  expect((await suggest()).suggested).toBe(1)
  const [third] = await client.annotations.list({ imageId: open[2] ?? 0 })
  await client.annotations.update({ id: third?.id ?? '', classId: null, status: 'unlabelled' })
  expect(await client.suggestions.agreement({ runId: run.id })).toEqual({ ...counted, waiting: 0, rejected: 1 })
})

test('the certain ones are accepted together, as one step of undo; the others wait', async () => {
  const { client, run, suggest } = await prepare()
  await suggest()
  // 0.90, 0.89, 0.88 and 0.87 were proposed.
  const least = 0.885
  expect(await client.suggestions.agreement({ runId: run.id, least })).toMatchObject({ waiting: 4, certain: 2 })
  expect(await client.suggestions.accept({ runId: run.id, least })).toEqual({ accepted: 2 })
  const counted = await client.suggestions.agreement({ runId: run.id, least })
  expect(counted).toEqual({ waiting: 2, certain: 0, agreed: 2, corrected: 0, rejected: 0 })
  expect((await client.images.query({ filter: { status: ['suggested'] } })).ids).toHaveLength(2)
  await client.history.undo()
  expect(await client.suggestions.agreement({ runId: run.id, least })).toMatchObject({ waiting: 4, agreed: 0 })
})

test('where nothing waits, that is said', async () => {
  const { client, run, open } = await prepare()
  await client.history.undo()
  const on = { kind: 'images' as const, imageIds: open }
  await expect(client.suggestions.start({ runId: run.id, on })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('another’s proposals are left alone: those of an import are no model’s, those of one run no other’s', async () => {
  const { client, run, open, path, suggest } = await prepare()
  await suggest()
  const [imported = 0, ofOther = 0] = open
  const change = (imageId: number, author: string) => {
    const database = new Database(join(path, 'project.sqlite'))
    database.prepare('update annotation set author = ? where image_id = ?').run(author, imageId)
    database.close()
  }
  change(imported, 'import')
  change(ofOther, 'model:another')
  // Three of this run’s own and another run’s are proposed anew, the import’s stays.
  expect((await suggest()).suggested).toBe(3)
  const [kept] = await client.annotations.list({ imageId: imported })
  expect(kept).toMatchObject({ status: 'suggested', author: 'import' })
  change(ofOther, 'model:another')
  expect(await client.suggestions.accept({ runId: run.id, least: 0 })).toEqual({ accepted: 2 })
  expect((await client.images.query({ filter: { status: ['suggested'] } })).ids).toEqual([imported, ofOther])
})

test('what a person labels while the model predicts stays as it is', async () => {
  let label: () => Promise<unknown> = () => Promise.resolve()
  const { client, open, suggest, proposed } = await prepare(() => label())
  const other = (await client.classes.list()).find(({ id }) => id !== proposed?.id)
  const [imageId = 0] = open
  label = () => client.annotations.label({ imageIds: [imageId], classId: other?.id ?? null })
  expect((await suggest()).suggested).toBe(open.length - 1)
  expect(await client.annotations.list({ imageId })).toMatchObject([{ status: 'labelled', classId: other?.id }])
})
