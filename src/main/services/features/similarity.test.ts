import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, expect, test } from 'vitest'
import type { MatrixResult, PredictRequest } from '@shared/contract/engine'
import { createRandom } from '@shared/domain/random/random'
import { spawnMemoryEngine } from '../../engine-client/testing/memory-engine'
import { createObjectStore } from '../../files/objects'
import { startTestBackend, type TestBackend } from '../../testing/test-backend'

const engine = { backend: 'cpu' as const, version: '1', device: 'test', threads: 1 }
const cells = 20
const features = 1280
let passed = 0

/** In place of a network: brightness of 20 × 21 cells in each colour. Alike is what looks alike. */
async function predictCells({ objects, x }: PredictRequest): Promise<MatrixResult> {
  const store = createObjectStore(objects.replace(/objects$/, ''))
  const bytes = await store.read(x.object)
  const [count, height, width, channels] = x.shape
  const values = new Float32Array(count * features)
  bytes.forEach((value, at) => {
    const row = Math.floor(at / (height * width * channels))
    const pixel = Math.floor(at / channels) % (height * width)
    const [cellX, cellY] = [pixel % width, Math.floor(pixel / width)].map(side => Math.floor((side * cells) / width))
    const cell = ((cellY ?? 0) * cells + (cellX ?? 0)) * channels + (at % channels)
    values[row * features + cell] = (values[row * features + cell] ?? 0) + value
  })
  passed += count
  const { hash } = await store.put(new Uint8Array(values.buffer))
  return { object: hash, shape: [count, features], engine }
}

const colors = { red: [200, 40, 40], green: [40, 180, 60], blue: [40, 60, 210] } as const
type Color = keyof typeof colors
const names = ['red', 'green', 'blue'] as const

/** A stripe of the colour on noisy grey, each at a place of its own. */
async function paint(file: string, color: Color, place: number): Promise<void> {
  const random = createRandom(place, color)
  const [side, from] = [32, place * 2]
  const [r, g, b] = colors[color]
  const data = Uint8Array.from({ length: side * side * 3 }, (_, at) => {
    const column = Math.floor(at / 3) % side
    const inside = column >= from && column < from + 12
    return (inside ? ([r, g, b][at % 3] ?? 0) : 90) + random.integer(30)
  })
  await sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toFile(file)
}

let started: TestBackend
const perColor = 6
/** One more green, labelled red. */
const painted = 3 * perColor + 1

/** Pictures of each colour, labelled, and the lost one. */
async function paintAll({ client, folder, ended }: TestBackend): Promise<void> {
  const pictures = join(folder, 'pictures')
  await mkdir(pictures)
  for (const color of names) {
    for (let at = 0; at < perColor; at++) await paint(join(pictures, `${color}-${at}.png`), color, at)
  }
  await paint(join(pictures, 'lost.png'), 'green', perColor)
  expect(await ended((await client.sources.import({ from: pictures })).jobId)).toMatchObject({ state: 'succeeded' })
  for (const color of names) {
    const { id: classId } = await client.classes.create({ name: color })
    await client.annotations.label({ imageIds: (await client.images.query({ filter: { text: color } })).ids, classId })
  }
  await client.annotations.label({ imageIds: [await imageNamed('lost')], classId: await classNamed('red') })
}

beforeEach(async () => {
  passed = 0
  started = await startTestBackend({
    spawnEngine: spawnMemoryEngine({ predict: predictCells })
  })
  await started.client.projects.create({ name: 'p', folder: started.folder })
  await paintAll(started)
})

const classNamed = async (wanted: Color): Promise<number> =>
  (await started.client.classes.list()).find(({ name }) => name === wanted)?.id ?? 0

async function compute() {
  const { client, ended } = started
  const { jobId } = await client.similarity.compute({})
  return await ended(jobId)
}

async function imageNamed(name: string) {
  const { client } = started
  const { ids } = await client.images.query({ filter: { text: name } })
  expect(ids).toHaveLength(1)
  return ids[0] ?? 0
}

test('features are computed once, kept in the cache, and read again after the project was closed', async () => {
  const { client } = started
  const before = await client.similarity.coverage({})
  expect(before).toMatchObject({ items: painted, ready: 0, compared: false, jobId: null })
  expect((await client.similarity.suspects({})).items).toEqual([])
  expect(await compute()).toMatchObject({ state: 'succeeded', result: { computed: painted } })
  const path = (await client.projects.current())?.path ?? ''
  await client.projects.close()
  await client.projects.open({ path })
  expect(await client.similarity.coverage({})).toMatchObject({
    items: painted,
    ready: painted,
    compared: true,
    unreadable: []
  })
  expect(await compute()).toMatchObject({ result: { computed: 0 } })
  expect(passed).toBe(painted)
})

test('a project that can’t be changed says that it has no features, and computes none', async () => {
  const { client, backend } = started
  const path = (await client.projects.current())?.path ?? ''
  const second = await startTestBackend()
  await second.backend.openProject(path)
  expect((await second.client.projects.current())?.readOnly?.reason).toBe('locked')
  expect(await second.client.similarity.coverage({})).toMatchObject({ items: painted, ready: 0 })
  const of = [{ imageId: 1, annotationId: null }]
  await expect(second.client.similarity.similar({ of })).rejects.toMatchObject({ code: 'READ_ONLY' })
  await expect(second.client.similarity.compute({})).rejects.toMatchObject({ code: 'READ_ONLY' })
  expect(backend.isBusy()).toBe(false)
})

test('features are computed again after the cache and what nothing names were cleaned away', async () => {
  const { client } = started
  await compute()
  await client.projects.cleanCache()
  expect(await client.similarity.coverage({})).toMatchObject({ items: painted, ready: 0 })
  expect(await compute()).toMatchObject({ state: 'succeeded', result: { computed: painted } })
})

test('more like this: the likest first, without the asked one, also of several and without any preparation', async () => {
  const { client } = started
  const imageId = await imageNamed('blue-3')
  const alone = await client.similarity.similar({ of: [{ imageId, annotationId: null }] })
  expect(alone).toMatchObject({
    items: [],
    coverage: { items: painted, ready: 1 },
    of: [{ imageId, name: 'blue-3.png' }]
  })
  await compute()
  const { items } = await client.similarity.similar({ of: [{ imageId, annotationId: null }], limit: 3 })
  expect(items.map(({ name }) => name.replace(/-.*/, ''))).toEqual(Array(3).fill('blue'))
  expect(items.map(({ distance }) => distance)).toEqual(items.map(({ distance }) => distance).toSorted((a, b) => a - b))
  const reds = await Promise.all([1, 2, 4].map(at => imageNamed(`red-${at}`)))
  const several = await client.similarity.similar({
    of: reds.map(id => ({ imageId: id, annotationId: null })),
    limit: 3
  })
  expect(several.items.map(({ name }) => name.replace(/-.*/, ''))).toEqual(Array(3).fill('red'))
  expect(several.items.some(item => reds.includes(item.imageId))).toBe(false)
  await expect(client.similarity.similar({ of: [{ imageId: 9999, annotationId: null }] })).rejects.toMatchObject({
    code: 'NOT_FOUND'
  })
})

test('a wrong label is suspect until it is corrected or reviewed, and again after undo', async () => {
  const { client } = started
  await compute()
  const [red, green] = [await classNamed('red'), await classNamed('green')]
  const suspects = async () => (await client.similarity.suspects({})).items
  const [first, ...others] = await suspects()
  expect(others).toEqual([])
  expect(first).toMatchObject({ name: 'lost.png', classId: red, proposedClassId: green })
  expect(first?.proposedShare).toBeGreaterThan(first?.givenShare ?? 1)
  await client.annotations.update({ id: first?.annotationId ?? '', classId: green, status: 'labelled' })
  expect(await suspects()).toEqual([])
  await client.history.undo()
  expect(await suspects()).toHaveLength(1)
  await client.annotations.update({ id: first?.annotationId ?? '', status: 'reviewed' })
  expect(await client.similarity.suspects({})).toMatchObject({ items: [], labelled: painted, reviewed: 1, voters: 6 })
})

test('a copy of another size is a near-duplicate; across a split it is a leak, under two labels it is said', async () => {
  const { client, folder, ended } = started
  await compute()
  expect(await client.similarity.duplicates({ distance: 0.003 })).toMatchObject({ total: 0, leaks: 0, groups: [] })
  const copies = join(folder, 'copies')
  await mkdir(copies)
  await sharp(join(folder, 'pictures/blue-5.png')).resize(64).jpeg({ quality: 90 }).toFile(join(copies, 'again.jpg'))
  await ended((await client.sources.import({ from: copies })).jobId)
  await client.annotations.label({ imageIds: [await imageNamed('again')], classId: await classNamed('red') })
  const { total, leaks, groups } = await client.similarity.duplicates({ distance: 0.003 })
  expect({ total, leaks }).toEqual({ total: 1, leaks: 0 })
  expect(groups[0]?.items.map(({ name }) => name)).toEqual(['blue-5.png', 'again.jpg'])
  expect(groups[0]).toMatchObject({ labelsDiffer: true, leaks: [] })
  // One new picture: its features were computed on the way.
  expect(passed).toBe(painted + 1)
  await client.images.update({ ids: [await imageNamed('again')], split: 'test' })
  await client.images.update({ ids: [await imageNamed('blue-5')], split: 'train' })
  const dataset = await client.datasets.freeze({ name: 'Colours', recipe: 'photo' })
  expect(await client.similarity.duplicates({ distance: 0.003 })).toMatchObject({
    leaks: 1,
    groups: [
      {
        leaks: [{ dataset: null, parts: ['test', 'train'] }, { dataset: `Colours ${dataset.revision}` }]
      }
    ]
  })
})

test('near-duplicates across a split come before those that are more alike: they make figures wrong', async () => {
  const { client, folder, ended } = started
  const copies = join(folder, 'copies')
  await mkdir(copies)
  const original = (name: string) => sharp(join(folder, 'pictures', `${name}.png`))
  // The same pixels, and a smaller picture that is only nearly alike.
  await original('red-2').webp({ lossless: true }).toFile(join(copies, 'same.webp'))
  await original('blue-5').resize(64).jpeg({ quality: 90 }).toFile(join(copies, 'alike.jpg'))
  await ended((await client.sources.import({ from: copies })).jobId)
  await compute()
  const listed = async () => (await client.similarity.duplicates({ distance: 0.003 })).groups
  const namesOf = async () => (await listed()).map(({ items }) => items.map(({ name }) => name).sort())
  expect(await namesOf()).toEqual([
    ['red-2.png', 'same.webp'],
    ['alike.jpg', 'blue-5.png']
  ])
  await client.images.update({ ids: [await imageNamed('alike')], split: 'test' })
  await client.images.update({ ids: [await imageNamed('blue-5')], split: 'train' })
  expect(await namesOf()).toEqual([
    ['alike.jpg', 'blue-5.png'],
    ['red-2.png', 'same.webp']
  ])
})

test('what is like nothing else is an outlier, with the fence that says so', async () => {
  const { client, folder, ended } = started
  const odd = join(folder, 'odd')
  await mkdir(odd)
  const spot = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#ff0' } })
    .png()
    .toBuffer()
  await sharp({ create: { width: 40, height: 40, channels: 3, background: '#000' } })
    .composite([{ input: spot, left: 28, top: 2 }])
    .png()
    .toFile(join(odd, 'moon.png'))
  await ended((await client.sources.import({ from: odd })).jobId)
  await compute()
  const { items, fence, median } = await client.similarity.outliers({})
  expect(items[0]?.name).toBe('moon.png')
  expect(items[0]?.distance).toBeGreaterThan(fence ?? Infinity)
  expect(median ?? 1).toBeLessThan(fence ?? 0)
})

test('a moved box is another item: one picture passes the network, nothing else is computed again', async () => {
  const { client } = started
  await compute()
  const imageId = await imageNamed('red-2')
  const region = (x: number) => ({ kind: 'rect' as const, x, y: 0, w: 16, h: 32 })
  const { id } = await client.annotations.create({ imageId, region: region(0), classId: await classNamed('blue') })
  await client.similarity.suspects({})
  expect(passed).toBe(painted + 1)
  await client.annotations.update({ id, region: region(16) })
  const { coverage } = await client.similarity.suspects({})
  expect(coverage).toMatchObject({ items: painted, ready: painted, compared: true })
  await client.similarity.outliers({})
  expect(passed).toBe(painted + 2)
})

test('a cancelled job leaves what it has; a second one beside it is refused', async () => {
  const { client, ended } = started
  const { jobId } = await client.similarity.compute({})
  await expect(client.similarity.compute({})).rejects.toMatchObject({ code: 'CONFLICT' })
  await client.jobs.cancel({ id: jobId })
  expect(await ended(jobId)).toMatchObject({ state: 'cancelled' })
  expect(await client.similarity.coverage({})).toMatchObject({ jobId: null, compared: false })
  expect(await compute()).toMatchObject({ state: 'succeeded' })
})
