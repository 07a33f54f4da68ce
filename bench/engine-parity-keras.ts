import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Model } from '../src/shared/contract/model'
import type { Training } from '../src/shared/contract/training'
import type { Examples, NamedTensor } from '../src/main/engine/backend'

/** What Keras is to compute: some steps from given weights. */
export interface KerasCase {
  readonly model: Model
  readonly training: Training
  readonly weights: readonly NamedTensor[]
  readonly examples: Examples
  readonly batches: readonly Int32Array[]
  /** Asks for predictions before, what one step of plain descent at rate 1 makes of the weights, and the loss after. */
  readonly probe: boolean
}

export interface KerasAnswer {
  readonly losses: readonly number[]
  /** Values by the weight's name. */
  readonly weights: Readonly<Record<string, readonly number[]>>
  readonly predictions?: readonly number[]
  readonly after?: Readonly<Record<string, readonly number[]>>
  readonly evaluation?: number
}

/** Runs peers/keras_parity.py once for all cases. */
export async function askKeras(python: string, cases: readonly KerasCase[]): Promise<readonly KerasAnswer[]> {
  const dir = await mkdtemp(join(tmpdir(), 'vitrine-parity-'))
  try {
    const file = join(dir, 'request.json')
    await writeFile(file, JSON.stringify(cases.map(toRequest)))
    const script = join(import.meta.dirname, 'peers', 'keras_parity.py')
    const { stdout, stderr, status } = spawnSync(python, [script, file], { encoding: 'utf8', maxBuffer: 2 ** 30 })
    if (status !== 0) throw new Error(`Keras stopped: ${stderr.trim().split('\n').at(-1)}`)
    // Our own script's answer.
    return JSON.parse(stdout) as KerasAnswer[]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

function toRequest({ model, training, weights, examples, batches, probe }: KerasCase) {
  const { optimizer, loss, label_smoothing } = training
  return {
    model,
    weights: weights.map(({ data, ...rest }) => ({ ...rest, data: [...data] })),
    optimizer,
    loss,
    label_smoothing,
    batches: batches.map(rows => [...rows]),
    bytes: examples.x instanceof Uint8Array,
    x: [...examples.x],
    y: [...examples.y],
    sampleWeight: [...(examples.sampleWeight ?? new Float32Array(examples.count).fill(1))],
    probe
  }
}
