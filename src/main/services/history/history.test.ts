import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Client } from '@shared/contract/contract'
import { startTestBackend, type TestBackend } from '../../testing/test-backend'

/** Every row of the user's work, as the database has it. */
function snapshot(projectPath: string): unknown {
  const database = new Database(join(projectPath, 'project.sqlite'), { readonly: true })
  try {
    return ['source', 'image', 'class', 'annotation', 'manifest', 'manifest_canvas'].map(table =>
      database.prepare(`select * from ${table} order by id`).all()
    )
  } finally {
    database.close()
  }
}

async function startWithImages(): Promise<TestBackend & { path: string; imageIds: readonly number[] }> {
  const started = await startTestBackend()
  const { path } = await started.client.projects.create({ name: 'Undo' })
  const { jobId } = await started.client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await started.ended(jobId)
  const { ids } = await started.client.images.query({})
  return { ...started, path, imageIds: ids }
}

type Command = (client: Client) => Promise<unknown>

/** Numbers choose among what there is at the time; what has gone meanwhile is no command. */
const commandArbitrary = (imageIds: readonly number[], base: number): fc.Arbitrary<Command> => {
  const image = fc.constantFrom(...imageIds.slice(0, 4))
  const number = fc.nat(1000)
  const annotationOf = async (client: Client, imageId: number, pick: number) => {
    const list = await client.annotations.list({ imageId })
    return list[pick % Math.max(1, list.length)]
  }
  const classOf = async (client: Client, pick: number) => {
    const list = await client.classes.list()
    return list[pick % list.length]?.id ?? 0
  }
  return fc.oneof(
    fc.tuple(image, number).map(([imageId, x]): Command => async client => {
      const classId = x % 3 === 0 ? null : await classOf(client, x)
      await client.annotations.create({ imageId, region: { kind: 'rect', x, y: 1, w: 5, h: 6 }, classId })
    }),
    fc.tuple(image, number, fc.constantFrom('a', 'b')).map(([imageId, x, gesture]): Command => async client => {
      const found = await annotationOf(client, imageId, x)
      const region = { kind: 'rect', x: x / 2, y: 3, w: 4, h: 5 } as const
      if (found) await client.annotations.update({ id: found.id, region, gesture })
    }),
    fc.tuple(image, number).map(([imageId, x]): Command => async client => {
      const found = await annotationOf(client, imageId, x)
      if (found) await client.annotations.remove({ ids: [found.id] })
    }),
    fc.tuple(number, number).map(([start, x]): Command => async client => {
      const classId = x % 4 === 0 ? null : await classOf(client, x)
      await client.annotations.label({ imageIds: imageIds.slice(0, 1 + (start % 6)), classId })
    }),
    fc.tuple(number, number).map(([a, b]): Command => async client => {
      const [from, into] = [await classOf(client, a), await classOf(client, b)]
      if (from !== into) await client.classes.merge({ from, into })
    }),
    number.map((x): Command => async client => {
      const id = await classOf(client, x)
      await client.classes.update({ id, guideline: `guideline ${x}` })
    }),
    number.map(
      (x): Command =>
        client =>
          client.classes.create({ name: `class ${x} ${Math.random()}` })
    ),
    image.map((imageId): Command => async client => {
      const { ids } = await client.images.query({ filter: { ids: [imageId] } })
      if (ids.length > 0) await client.images.remove({ ids })
    }),
    fc.tuple(image, number).map(([imageId, x]): Command => async client => {
      const { ids } = await client.images.query({ filter: { ids: [imageId] } })
      await client.images.update({ ids, note: `note ${x}`, metadata: { accession: `${x}` } })
    }),
    number.map((x): Command => async client => {
      const label = [{ language: null, value: `manifest ${x}` }]
      await client.manifests.create({ label, filter: { ids: imageIds.slice(0, 1 + (x % 5)) } })
    }),
    fc.tuple(number, number).map(([pick, x]): Command => async client => {
      const manifests = await client.manifests.list()
      const id = manifests[pick % Math.max(1, manifests.length)]?.id
      if (id === undefined) return
      const canvasIds = (await client.manifests.get({ id })).canvases.map(canvas => canvas.id).slice(x % 3, 3)
      if (x % 7 === 0) await client.manifests.remove({ id })
      else if (x % 2 === 0) await client.manifests.update({ id, change: { rights: `https://example.org/${x}` } })
      else if (canvasIds.length > 0) await client.manifests.moveCanvases({ id, canvasIds, to: x % 4, gesture: 'keys' })
    }),
    fc.constant<Command>(async client => {
      if ((await client.history.state()).undo?.id !== base) await client.history.undo()
    }),
    fc.constant<Command>(client => client.history.redo())
  )
}

test('whatever was done: undoing all of it leads back to the start, redoing all of it to the end', async () => {
  const { client, path, imageIds } = await startWithImages()
  const start = snapshot(path)
  const base = (await client.history.state()).undo?.id ?? 0
  async function undoAll(): Promise<number> {
    for (let steps = 0; ; steps++) {
      const { undo } = await client.history.state()
      if (undo === null) throw new Error('The step before the first command is gone')
      if (undo.id === base) return steps
      await client.history.undo()
    }
  }
  await fc.assert(
    fc.asyncProperty(fc.array(commandArbitrary(imageIds, base), { minLength: 1, maxLength: 12 }), async commands => {
      for (const command of commands) {
        // Images and annotations that a command before took away are not there to be changed.
        await command(client).catch(error =>
          expect(error).toMatchObject({ code: expect.stringMatching(/NOT_FOUND|INVALID_INPUT/) })
        )
      }
      while ((await client.history.state()).redo) await client.history.redo()
      const end = snapshot(path)
      const steps = await undoAll()
      expect(snapshot(path)).toEqual(start)
      for (let step = 0; step < steps; step++) await client.history.redo()
      expect(snapshot(path)).toEqual(end)
      await undoAll()
    }),
    { numRuns: 25 }
  )
})

test('a drag is one step, and the next drag another', async () => {
  const { client, imageIds } = await startWithImages()
  const [imageId = 0] = imageIds
  const box = await client.annotations.create({ imageId, region: { kind: 'rect', x: 0, y: 0, w: 4, h: 4 } })
  const moveTo = (x: number, gesture: string) =>
    client.annotations.update({ id: box.id, region: { kind: 'rect', x, y: 0, w: 4, h: 4 }, gesture })
  for (let x = 1; x <= 20; x++) await moveTo(x, 'first')
  for (let x = 21; x <= 25; x++) await moveTo(x, 'second')
  const x = async () => {
    const region = (await client.annotations.list({ imageId })).find(({ id }) => id === box.id)?.region
    return region?.kind === 'rect' ? region.x : null
  }
  await client.history.undo()
  expect(await x()).toBe(20)
  await client.history.undo()
  expect(await x()).toBe(0)
  await client.history.redo()
  expect(await x()).toBe(20)
  const audit = await client.annotations.history({ id: box.id })
  expect(audit.map(({ summary }) => summary)).toEqual([
    expect.stringMatching(/^Draw box/),
    'Move box',
    'Move box',
    'Undo: Move box',
    'Undo: Move box',
    'Redo: Move box'
  ])
})

test('two windows hear of each change and of undo by the other', async () => {
  const { client, imageIds } = await startWithImages()
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  const [imageId = 0] = imageIds
  await client.annotations.create({ imageId, region: { kind: 'rect', x: 0, y: 0, w: 4, h: 4 } })
  const first = await events.next()
  expect(first.value).toMatchObject({ type: 'changed', topics: ['history', 'annotations'], imageIds: [imageId] })
  await client.history.undo()
  const second = await events.next()
  expect(second.value).toMatchObject({ type: 'changed', topics: ['history', 'annotations'], imageIds: [imageId] })
  stop.abort()
})

test('a bulk label of everything is one step of undo', async () => {
  const { client, imageIds } = await startWithImages()
  const classes = await client.classes.list()
  const coat = classes.find(({ name }) => name === 'Coat')?.id ?? 0
  const counts = async () => (await client.images.query({})).facets.classes.map(({ count }) => count)
  const before = await counts()
  expect(await client.annotations.label({ imageIds: [...imageIds], classId: coat })).toEqual({ changed: 2250 })
  expect(await counts()).toEqual([0, 0, 0, 0, 2500, 0, 0, 0, 0, 0, 0])
  expect((await client.history.state()).undo?.title).toBe('Label 2,500 images Coat')
  await client.history.undo()
  expect(await counts()).toEqual(before)
})
