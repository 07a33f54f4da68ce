// Test accuracy on Fashion-MNIST, ours beside Keras with the same settings and the same number of seeds. Takes hours;
// what is finished is kept, an interrupted run goes on from its checkpoint.
//   node bin/vitrine.mjs --run bench/engine-accuracy.ts [--models scratch,deep] [--seeds 1,2,3] [--settings study,cosine]
//     [--engines vitrine,keras,recipe] [--threads 2] [--report]
// Settings: engine-accuracy-settings.ts. `recipe` is Vitrine with the preset's own settings. Two benches of one thread each
// and different models get through more than one of two threads.
import { availableParallelism } from 'node:os'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { userCache } from '../bin/provision/engine-release.mjs'
import type { RunFileInput } from '../src/shared/contract/engine'
import { trainingSchema } from '../src/shared/contract/training'
import type { Training } from '../src/shared/contract/training'
import type { Preset } from '../src/shared/domain/models/presets/preset'
import { findPreset } from '../src/shared/domain/models/presets/presets'
import { createObjectStore } from '../src/main/files/objects'
import { locateTensorflow } from '../src/main/engine/tensorflow/locate'
import { createTensorflowBackend } from '../src/main/engine/tensorflow/tensorflow-backend'
import { createTrainingControl } from '../src/main/engine/training/control'
import { runJob } from '../src/main/engine/training/run-job'
import { decodeWeights } from '../src/main/engine/weights-file'
import { prepareFashionMnist } from './engine-accuracy-data'
import type { AccuracyData } from './engine-accuracy-data'
import { accuracySettings, resultPrefix } from './engine-accuracy-settings'
import { accuracyTable } from './engine-accuracy-table'
import type { AccuracyResult } from './engine-accuracy-table'
import { peerPython } from './peers/python-environment'

const dir = join(userCache(), 'bench', 'accuracy')
const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'lenet-5,scratch,deep,transfer,simple-cnn,cnn-softmax,cnn-svm' },
    settings: { type: 'string', default: 'study' },
    threads: { type: 'string', default: String(availableParallelism()) },
    seeds: { type: 'string', default: '1,2,3' },
    engines: { type: 'string', default: 'vitrine,keras' },
    report: { type: 'boolean', default: false }
  }
})
const threads = Number(values.threads)
const say = (line: string): void => void process.stderr.write(`${line}\n`)

function presetOf(name: string) {
  const preset = findPreset(name)
  if (!preset) throw new Error(`There is no preset ${name}.`)
  return preset
}

/** One run of the table: one engine, preset, seed and settings. */
interface Task {
  readonly preset: Preset
  readonly seed: number
  readonly training: Training
  /** Of its result's file and its run's folder. */
  readonly title: string
}

function taskOf(engine: string, name: string, seed: number, settings: string): Task {
  const preset = presetOf(name)
  const chosen = engine === 'recipe' ? preset.training : accuracySettings[settings]
  if (!chosen) throw new Error(`There are no settings ${settings}. Known: ${Object.keys(accuracySettings).join(', ')}`)
  const loss = preset.training.loss ?? 'sparse_categorical_crossentropy'
  const prefix = engine === 'recipe' ? engine : resultPrefix(engine, settings)
  return {
    preset,
    seed,
    training: v.parse(trainingSchema, { ...chosen, loss, seed }),
    title: `${prefix}-${name}-${seed}`
  }
}

/** The weights that a preset starts from, null where it starts from new ones. */
const startingFile = ({ pretrained }: Preset): string | null =>
  pretrained && join(import.meta.dirname, '..', 'resources', 'pretrained', `${pretrained}.safetensors`)

async function trainOurs({ preset, seed, training, title }: Task, data: AccuracyData): Promise<AccuracyResult> {
  // Runs of the study's settings go by the preset's name alone.
  const runDir = join(dir, 'runs', title.replace(/^vitrine-/, ''))
  await mkdir(runDir, { recursive: true })
  const store = createObjectStore(dir)
  const starting = startingFile(preset)
  const run: RunFileInput = {
    format: 1,
    run: title,
    model: preset.model,
    classes: data.classes,
    data: data.references,
    training,
    initialWeights: starting && (await store.put({ file: starting })).hash
  }
  await writeFile(join(runDir, 'run.json'), JSON.stringify(run))
  const backend = createTensorflowBackend({ root: locateTensorflow() ?? '', threads })
  const start = performance.now()
  const resume = existsSync(join(runDir, 'checkpoints'))
  const result = await runJob(
    runDir,
    { resume },
    {
      openBackend: async () => backend,
      control: createTrainingControl(),
      report: progress => {
        if (progress.kind === 'epoch') say(`${title}: ${JSON.stringify(progress.row)}`)
      }
    }
  )
  const { tensors } = decodeWeights(await store.read(result.weights), 'final weights')
  const compiled = await backend.compile(preset.model, { ...training, augmentation: [], seed })
  await compiled.setWeights(tensors)
  const scores = await compiled.predict(data.xTest, data.yTest.length)
  compiled.dispose()
  return {
    accuracy: accuracyOf(scores, data.yTest),
    epochs: result.epochs.length,
    seconds: (performance.now() - start) / 1000
  }
}

function accuracyOf(scores: Float32Array, labels: Int32Array): number {
  const width = scores.length / labels.length
  let right = 0
  labels.forEach((label, i) => {
    const row = scores.subarray(i * width, (i + 1) * width)
    right += Number(row.indexOf(Math.max(...row)) === label)
  })
  return right / labels.length
}

async function trainKeras({ preset, training, title }: Task, data: AccuracyData): Promise<AccuracyResult | null> {
  const python = peerPython('keras', say)
  if (python === null) return null
  const request = join(dir, `${title}.request.json`)
  const answer = join(dir, `${title}.answer.json`)
  const starting = startingFile(preset)
  const initialWeights =
    starting && decodeWeights(await readFile(starting), starting).tensors.map(t => ({ ...t, data: [...t.data] }))
  await writeFile(request, JSON.stringify({ model: preset.model, training, threads, initialWeights, ...data.files }))
  const script = join(import.meta.dirname, 'peers', 'keras_accuracy.py')
  const { status, stderr } = spawnSync(python, [script, request, answer], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`Keras stopped: ${stderr.trim().split('\n').at(-1)}`)
  return JSON.parse(await readFile(answer, 'utf8')) as AccuracyResult
}

const models = values.models.split(',')
const settings = values.settings.split(',')
await mkdir(join(dir, 'results'), { recursive: true })
if (!values.report) {
  const data = await prepareFashionMnist(dir)
  for (const seed of values.seeds.split(',').map(Number))
    for (const name of models)
      for (const setting of settings)
        for (const engine of values.engines.split(',')) {
          const task = taskOf(engine, name, seed, setting)
          const path = join(dir, 'results', `${task.title}.json`)
          if (existsSync(path)) continue
          const result = await (engine === 'keras' ? trainKeras : trainOurs)(task, data)
          if (!result) continue
          await writeFile(path, JSON.stringify(result))
          say(`${task.title}: ${(result.accuracy * 100).toFixed(2)} % after ${result.epochs} epochs`)
        }
}
console.log(await accuracyTable(join(dir, 'results'), models, settings))
process.exit(0)
