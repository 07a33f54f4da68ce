// Test accuracy on Fashion-MNIST, ours beside Keras with the same settings and the same number of seeds. Takes hours;
// what is finished is kept, an interrupted run goes on from its checkpoint.
//   node bin/vitrine.mjs --run bench/engine-accuracy.ts [--models scratch,deep] [--seeds 1,2,3] [--engines vitrine,keras,recipe] [--report]
// `recipe` trains with the preset's own settings instead of the study's.
import { availableParallelism } from 'node:os'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { userCache } from '../bin/provision/engine-release.mjs'
import type { RunFileInput } from '../src/shared/contract/engine'
import { findPreset } from '../src/shared/domain/models/presets/presets'
import { createObjectStore } from '../src/main/files/objects'
import { locateTensorflow } from '../src/main/engine/tensorflow/locate'
import { createTensorflowBackend } from '../src/main/engine/tensorflow/tensorflow-backend'
import { createTrainingControl } from '../src/main/engine/training/control'
import { runJob } from '../src/main/engine/training/run-job'
import { decodeWeights } from '../src/main/engine/weights-file'
import { prepareFashionMnist } from './engine-accuracy-data'
import type { AccuracyData } from './engine-accuracy-data'
import { accuracyTable } from './engine-accuracy-table'
import type { AccuracyResult } from './engine-accuracy-table'
import { peerPython } from './peers/python-environment'

const epochs = 15
const patience = 3
const dir = join(userCache(), 'bench', 'accuracy')
const say = (line: string): void => void process.stderr.write(`${line}\n`)

function presetOf(name: string) {
  const preset = findPreset(name)
  if (!preset) throw new Error(`There is no preset ${name}.`)
  return { model: preset.model, loss: preset.training.loss ?? ('sparse_categorical_crossentropy' as const) }
}

/** The study's settings: batch 64, Adam, plateau schedule, early stopping that restores the best weights. */
const studySettings = { epochs, batch_size: 64, callbacks: { EarlyStopping: { patience }, ReduceLROnPlateau: {} } }

/** With the study's settings, or with the preset's own recipe. */
async function trainOurs(name: string, seed: number, data: AccuracyData, recipe: boolean): Promise<AccuracyResult> {
  const runDir = join(dir, 'runs', `${recipe ? 'recipe-' : ''}${name}-${seed}`)
  await mkdir(runDir, { recursive: true })
  const { model, loss } = presetOf(name)
  const run: RunFileInput = {
    format: 1,
    run: `${name}-${seed}`,
    model,
    classes: data.classes,
    data: data.references,
    training: { ...(recipe ? findPreset(name)?.training : studySettings), loss, seed }
  }
  await writeFile(join(runDir, 'run.json'), JSON.stringify(run))
  const backend = createTensorflowBackend({ root: locateTensorflow() ?? '', threads: availableParallelism() })
  const start = performance.now()
  const resume = existsSync(join(runDir, 'checkpoints'))
  const result = await runJob(
    runDir,
    { resume },
    {
      openBackend: async () => backend,
      control: createTrainingControl(),
      report: progress => {
        if (progress.kind === 'epoch') say(`${name} ${seed}: ${JSON.stringify(progress.row)}`)
      }
    }
  )
  const { tensors } = decodeWeights(await createObjectStore(dir).read(result.weights), 'final weights')
  const compiled = await backend.compile(run.model as typeof model, {
    ...{ optimizer: data.anyOptimizer, loss, label_smoothing: 0, augmentation: [], seed }
  })
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

async function trainKeras(name: string, seed: number, data: AccuracyData): Promise<AccuracyResult | null> {
  const python = peerPython('keras', say)
  if (python === null) return null
  const request = join(dir, `keras-${name}-${seed}.request.json`)
  const answer = join(dir, `keras-${name}-${seed}.answer.json`)
  await writeFile(request, JSON.stringify({ ...presetOf(name), ...data.files, seed, epochs, patience }))
  const script = join(import.meta.dirname, 'peers', 'keras_accuracy.py')
  const { status, stderr } = spawnSync(python, [script, request, answer], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`Keras stopped: ${stderr.trim().split('\n').at(-1)}`)
  return JSON.parse(await readFile(answer, 'utf8')) as AccuracyResult
}

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: 'lenet-5,scratch,deep,simple-cnn,cnn-softmax,cnn-svm' },
    seeds: { type: 'string', default: '1,2,3' },
    engines: { type: 'string', default: 'vitrine,keras' },
    report: { type: 'boolean', default: false }
  }
})
const models = values.models.split(',')
await mkdir(join(dir, 'results'), { recursive: true })
if (!values.report) {
  const data = await prepareFashionMnist(dir)
  for (const seed of values.seeds.split(',').map(Number))
    for (const name of models)
      for (const engine of values.engines.split(',')) {
        const path = join(dir, 'results', `${engine}-${name}-${seed}.json`)
        if (existsSync(path)) continue
        const result =
          engine === 'keras'
            ? await trainKeras(name, seed, data)
            : await trainOurs(name, seed, data, engine === 'recipe')
        if (!result) continue
        await writeFile(path, JSON.stringify(result))
        say(`${engine} ${name} ${seed}: ${(result.accuracy * 100).toFixed(2)} % after ${result.epochs} epochs`)
      }
}
console.log(await accuracyTable(join(dir, 'results'), models))
process.exit(0)
