import { chmod, readFile, writeFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import type { RunFileInput, TrainResult } from '@shared/contract/engine'
import type { Epoch } from '@shared/contract/runs'
import { hashBytes } from '../../files/objects'
import type { Backend } from '../backend'
import { createTfjsBackend } from '../tfjs/tfjs-backend'
import { createTinyRun, type TinyOptions } from '../testing/tiny-run'
import { createTrainingControl } from './control'
import { runJob } from './run-job'
import { work } from './testing/work'

let wasm: Backend
beforeAll(async () => void (wasm = await createTfjsBackend('wasm')))

const bytesOf = (values: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>) => new Uint8Array(values.buffer)

/** Trains with these objects beside the usual ones. */
async function train(options: TinyOptions, objects: readonly Uint8Array[] = []): Promise<TrainResult> {
  const run = await createTinyRun(options)
  for (const object of objects) await run.store.put(object)
  return await runJob(
    run.dir,
    {},
    { openBackend: async () => wasm, control: createTrainingControl(), report: () => {} }
  )
}

const figures = ({ epochs }: TrainResult) => epochs.map((row: Epoch) => ({ ...row, seconds: 0 }))
const withData = (data: Partial<RunFileInput['data']>): TinyOptions => ({
  change: file => ({ ...file, data: { ...file.data, ...data } })
})

test('rows named one by one train as the range they make', async () => {
  const rows = bytesOf(Int32Array.from({ length: 45 }, (_, at) => at))
  const named = await train(withData({ train: { kind: 'rows', object: hashBytes(rows), count: 45 } }), [rows])
  expect(figures(named)).toEqual(figures(await train({})))
})

test('scattered rows are taken with their own labels', async () => {
  // Only rows and columns; the diagonals, every third row, are left out.
  const rows = bytesOf(Int32Array.from({ length: 30 }, (_, at) => 3 * (at >> 1) + (at % 2)))
  const options = withData({ train: { kind: 'rows', object: hashBytes(rows), count: 30 }, validation: null })
  const { epochs } = await train(
    { ...options, training: { epochs: 15, optimizer: { name: 'adam', learning_rate: 0.01 } } },
    [rows]
  )
  expect(epochs.at(-1)?.accuracy).toBeGreaterThan(0.9)
})

test('sample weights of 2 weigh as class weights of 2', async () => {
  const twos = bytesOf(new Float32Array(60).fill(2))
  const weighted = await train(withData({ sampleWeight: hashBytes(twos) }), [twos])
  expect(figures(weighted)).toEqual(figures(await train({ training: { class_weight: { 0: 2, 1: 2, 2: 2 } } })))
  expect(figures(weighted)).not.toEqual(figures(await train({})))
})

test('labels that are fewer than the images are refused', async () => {
  const labels = bytesOf(new Int32Array(59))
  await expect(train(withData({ y: hashBytes(labels) }), [labels])).rejects.toMatchObject({
    code: 'CORRUPT',
    message: expect.stringMatching(/60 images and 59 labels/)
  })
})

test('sample weights that are fewer than the images are refused', async () => {
  const few = bytesOf(new Float32Array(59).fill(1))
  await expect(train(withData({ sampleWeight: hashBytes(few) }), [few])).rejects.toMatchObject({
    code: 'CORRUPT',
    message: expect.stringMatching(/60 images and 59 sample weights/)
  })
})

test.each(['x', 'y'] as const)('a damaged object (%s) is refused, not learned', async which => {
  const run = await createTinyRun()
  const path = run.store.path(which === 'x' ? run.x.object : run.file.data.y)
  const bytes = await readFile(path)
  // Still a label and a pixel: only the hash tells.
  bytes[8] = bytes[8] === 0 ? 1 : 0
  await chmod(path, 0o600)
  await writeFile(path, bytes)
  await expect(work(run)).rejects.toMatchObject({ code: 'CORRUPT', message: expect.stringMatching(/damaged/) })
})

test('a class weight of no class is said to count for nothing', async () => {
  const messages: string[] = []
  const run = await createTinyRun({ training: { class_weight: { 1: 2, 7: 3 } } })
  await work(run, progress => progress.kind === 'message' && messages.push(progress.text))
  expect(messages).toEqual([expect.stringMatching(/names 7, and the classes are 0 to 2/)])
})

test('a class nobody is labelled with is said to be missing', async () => {
  const messages: string[] = []
  const run = await createTinyRun({ label: row => row % 2 })
  await runJob(
    run.dir,
    {},
    {
      openBackend: async () => wasm,
      control: createTrainingControl(),
      report: progress => progress.kind === 'message' && messages.push(progress.text)
    }
  )
  expect(messages).toEqual(['No training image of: diagonal. The model can’t learn these classes.'])
})

test('weights that leave nothing to learn from are refused', async () => {
  await expect(train({ training: { class_weight: { 0: 0, 1: 0, 2: 0 } } })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(/weighs 0.*class_weight above 0/)
  })
})
