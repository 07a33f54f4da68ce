// What comes before and around the steps: from nothing to the first step beside Keras, and the import of all of Fashion-MNIST.
//   node bin/vitrine.mjs --run bench/engine-start.ts [ROUNDS]
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RunFileInput } from '../src/shared/contract/engine'
import { findPreset } from '../src/shared/domain/models/presets/presets'
import { createRandom } from '../src/shared/domain/random/random'
import { createEngineClient } from '../src/main/engine-client/engine-client'
import { engineEnvironment } from '../src/main/engine-client/environment'
import { forkFrom } from '../src/main/engine-client/fork-engine'
import { createObjectStore } from '../src/main/files/objects'
import { openBenchBackend, root } from './bench-backend'
import { median, pairedRatio } from './engine-statistics'
import { peerPython } from './peers/python-environment'

export interface StartFigure {
  readonly what: string
  readonly value: number
  readonly unit: string
}

const examples = 4096
const classes = Array.from({ length: 10 }, (_, index) => String(index))

async function writeRun(folder: string): Promise<string> {
  const preset = findPreset('scratch')
  if (!preset) throw new Error('There is no preset scratch.')
  const random = createRandom(0, 'bench')
  const store = createObjectStore(folder)
  const x = Uint8Array.from({ length: examples * 784 }, () => random.integer(256))
  const y = Int32Array.from({ length: examples }, () => random.integer(10))
  const run: RunFileInput = {
    format: 1,
    run: 'start',
    model: preset.model,
    classes,
    training: {},
    data: {
      x: { object: (await store.put(x)).hash, dtype: 'uint8', shape: [examples, 28, 28, 1] },
      y: (await store.put(new Uint8Array(y.buffer))).hash,
      train: { kind: 'range', start: 0, end: examples }
    }
  }
  const dir = join(folder, 'runs', 'start')
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'run.json'), JSON.stringify(run))
  return dir
}

/** Seconds from the start of the engine's process, self-test included, to the end of the first step. */
async function ourStart(dir: string): Promise<number> {
  const spawnEngine = forkFrom(join(root, 'out/main/engine.js'))
  const engine = createEngineClient({ spawn: spawnEngine, environment: role => engineEnvironment(role) })
  const start = performance.now()
  try {
    const seconds = await new Promise<number>((resolve, reject) => {
      const task = engine.train({ dir }, progress => {
        if (progress.kind !== 'batch') return
        resolve((performance.now() - start) / 1000)
        task.cancel()
      })
      task.done.catch(reject)
    })
    return seconds
  } finally {
    await engine.close()
  }
}

/** The same from the start of Python: imports, build, compile, first step of `fit`. */
async function kerasStart(python: string): Promise<number> {
  const start = performance.now()
  const script = join(import.meta.dirname, 'peers/keras_start.py')
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.end(JSON.stringify(findPreset('scratch')?.model))
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'first step') continue
    const seconds = (performance.now() - start) / 1000
    child.kill()
    return seconds
  }
  throw new Error('Keras ended before its first step')
}

async function importSeconds(folder: string): Promise<number> {
  const { backend, client, ended } = await openBenchBackend(folder)
  try {
    await client.projects.create({ name: 'Large', folder })
    const start = performance.now()
    await ended((await client.sources.import({ from: 'catalogue:fashion-mnist' })).jobId)
    return (performance.now() - start) / 1000
  } finally {
    await backend.close()
  }
}

export async function measureStart(rounds: number, say: (line: string) => void): Promise<readonly StartFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-start-'))
  const figures: StartFigure[] = []
  try {
    if (existsSync(join(root, 'out/main/engine.js'))) {
      const dir = await writeRun(folder)
      const python = peerPython('keras', say)
      const [ours, theirs]: [number[], number[]] = [[], []]
      for (let round = 0; round < rounds; round++) {
        ours.push(await ourStart(dir))
        if (python !== null) theirs.push(await kerasStart(python))
      }
      figures.push({ what: 'engine start to the end of the first step', value: median(ours), unit: 's' })
      if (theirs.length > 0) {
        figures.push({ what: 'Python start to the end of Keras’s first step', value: median(theirs), unit: 's' })
        figures.push({ what: 'theirs ÷ ours', value: pairedRatio(theirs, ours).mean, unit: '×' })
      }
    } else say('The start of the engine is left out: build first (npm run build).')
    figures.push({ what: 'import of 70,000 images', value: await importSeconds(folder), unit: 's' })
    return figures
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { what, value, unit } of await measureStart(Number(process.argv[2] ?? 3), line => console.error(line)))
    console.log(`${what}: ${value.toFixed(2)} ${unit}`)
  process.exit(0)
}
