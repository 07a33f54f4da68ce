import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Packed, RunFileInput } from '@shared/contract/engine'
import type { LayerInput } from '@shared/contract/model'
import type { TrainingInput } from '@shared/contract/training'
import { createRandom } from '@shared/domain/random/random'
import { createObjectStore, type ObjectStore } from '../../files/objects'

/** For tests: a project with one run on small pictures of three kinds of bars, learnable in some epochs. */
export interface TinyRun {
  readonly project: string
  readonly dir: string
  readonly objects: string
  readonly store: ObjectStore
  readonly x: Packed
  readonly file: RunFileInput
}

const SIZE = 8
const CLASSES = 3

export const tinyLayers: LayerInput[] = [
  { class_name: 'Conv2D', name: 'conv', filters: 4, kernel_size: [3, 3], activation: 'relu' },
  { class_name: 'BatchNormalization', name: 'norm', momentum: 0.8 },
  { class_name: 'MaxPooling2D', name: 'pool', pool_size: [2, 2] },
  { class_name: 'Flatten', name: 'flat' },
  { class_name: 'Dropout', name: 'drop', rate: 0.25 },
  { class_name: 'Dense', name: 'out', units: CLASSES, activation: 'softmax' }
]

export interface TinyOptions {
  readonly count?: number
  readonly training?: TrainingInput
  readonly layers?: LayerInput[]
  readonly label?: (row: number) => number
  readonly change?: (file: RunFileInput) => unknown
}

export async function createTinyRun(options: TinyOptions = {}): Promise<TinyRun> {
  const { count = 60, training = {}, layers = tinyLayers, label = row => row % CLASSES } = options
  const project = await mkdtemp(join(tmpdir(), 'vitrine-run-'))
  const store = createObjectStore(project)
  const { pixels, labels } = bars(count, label)
  const { hash } = await store.put(pixels)
  const { hash: y } = await store.put(new Uint8Array(labels.buffer))
  const dir = join(project, 'runs', 'run-1')
  await mkdir(dir, { recursive: true })
  const x: Packed = { object: hash, dtype: 'uint8', shape: [count, SIZE, SIZE, 1] }
  const cut = Math.floor(count * 0.75)
  const file: RunFileInput = {
    format: 1,
    run: 'run-1',
    model: { name: 'tiny', input_shape: [SIZE, SIZE, 1], layers },
    training: { epochs: 3, batch_size: 16, engine: 'wasm', ...training },
    classes: ['row', 'column', 'diagonal'],
    data: { x, y, train: { kind: 'range', start: 0, end: cut }, validation: { kind: 'range', start: cut, end: count } }
  }
  await writeFile(join(dir, 'run.json'), JSON.stringify(options.change?.(file) ?? file))
  return { project, dir, objects: join(project, 'objects'), store, x, file }
}

function bars(count: number, label: (row: number) => number) {
  const random = createRandom(5, 'bars')
  const labels = Int32Array.from({ length: count }, (_, row) => label(row))
  const pixels = new Uint8Array(count * SIZE * SIZE)
  labels.forEach((kind, row) => {
    const at = 1 + random.integer(SIZE - 2)
    for (let i = 0; i < SIZE; i++) {
      const y = kind === 0 ? at : i
      const x = kind === 1 ? at : i
      for (let j = 0; j < SIZE; j++) pixels[(row * SIZE + i) * SIZE + j] = random.integer(100)
      pixels[(row * SIZE + y) * SIZE + x] = 200 + random.integer(56)
    }
  })
  return { pixels, labels }
}
