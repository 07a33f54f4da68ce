import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { RunFileInput } from '@shared/contract/engine'
import { findPreset } from '@shared/domain/models/presets/presets'
import { createObjectStore } from '../../files/objects'
import type { Backend } from '../backend'
import { createTensorflowBackend } from '../tensorflow/tensorflow-backend'
import { engineRoot, needsEngine } from '../tensorflow/testing/engine'
import { createTfjsBackend } from '../tfjs/tfjs-backend'
import { createTrainingControl } from './control'
import { runJob } from './run-job'

const subset = join(import.meta.dirname, '../../../../resources/datasets/fashion-mnist-200')
const MEGABYTE = 1024 * 1024
const EPOCHS = 100

/** What follows the header of an IDX file. */
const idx = async (name: string, header: number) =>
  gunzipSync(await readFile(join(subset, `${name}-ubyte.gz`))).subarray(header)

/** A run of LeNet-5 on the 2,000 training images that ship with Vitrine, every fifth of the last held out. */
async function createLongRun() {
  const project = await mkdtemp(join(tmpdir(), 'vitrine-run-'))
  const dir = join(project, 'runs', 'run-1')
  await mkdir(dir, { recursive: true })
  const store = createObjectStore(project)
  const labels = await idx('train-labels-idx1', 8)
  const count = labels.length
  const cut = count * 0.8
  const { hash: x } = await store.put(await idx('train-images-idx3', 16))
  const { hash: y } = await store.put(new Uint8Array(Int32Array.from(labels).buffer))
  const model = findPreset('lenet-5-relu')?.model
  if (!model) throw new Error('no such preset')
  const file: RunFileInput = {
    format: 1,
    run: 'run-1',
    model,
    training: {
      epochs: EPOCHS,
      batch_size: 64,
      augmentation: [{ class_name: 'RandomFlip', mode: 'horizontal' }]
    },
    classes: Array.from({ length: 10 }, (_, label) => `class ${label}`),
    data: {
      x: { object: x, dtype: 'uint8', shape: [count, 28, 28, 1] },
      y,
      train: { kind: 'range', start: 0, end: cut },
      validation: { kind: 'range', start: cut, end: count }
    }
  }
  await writeFile(join(dir, 'run.json'), JSON.stringify(file))
  return dir
}

const highest = (values: readonly number[]): number => Math.max(...values)

const backends: [string, () => Backend | Promise<Backend>][] = [
  ['wasm', () => createTfjsBackend('wasm')],
  [needsEngine, () => createTensorflowBackend({ root: engineRoot ?? '', threads: 1 })]
]

// A batch of images that stayed behind in each step would be 400 MB at the end.
test.each(engineRoot ? backends : backends.slice(0, 1))(
  `${EPOCHS} epochs on the shipped subset leave tensors and memory flat on %s`,
  { timeout: 600_000 },
  async (_, open) => {
    const dir = await createLongRun()
    const backend = await open()
    const tensors: unknown[] = []
    const resident: number[] = []
    const result = await runJob(
      dir,
      {},
      {
        openBackend: async () => backend,
        control: createTrainingControl(),
        report: ({ kind }) => {
          if (kind !== 'epoch') return
          tensors.push(backend.memory())
          resident.push(process.memoryUsage.rss() / MEGABYTE)
        }
      }
    )
    expect(result.epochs).toHaveLength(EPOCHS)
    expect(new Set(tensors.map(memory => JSON.stringify(memory))).size).toBe(1)
    expect(highest(resident.slice(-20)) - highest(resident.slice(20, 40))).toBeLessThan(40)
  }
)
