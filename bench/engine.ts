// Step and prediction time of the presets beside Keras and PyTorch on this machine: paired rounds in turn, one table.
//   node bin/vitrine.mjs --run bench/engine.ts [--only scratch,deep] [--rounds 5] [--peers keras,torch,wasm] [--json]
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findPreset } from '../src/shared/domain/models/presets/presets'
import { startContenders } from './engine-contenders'
import type { Answer, Contender } from './engine-contenders'
import { median, pairedRatio, stepFlops } from './engine-statistics'
import { engineTableHead, engineTableLine } from './engine-table'
import type { EngineFigure } from './engine-table'

const batch = 64
const predictionBatch = 256
/** What one measurement should last: long against other work on the machine. */
const targetMs = 3000
/** Of one measurement, at least: a call of Keras's `fit` begins with work that an epoch of 800 steps hardly feels. */
const minimumSteps = 20

interface Run {
  readonly contender: Contender
  /** Steps per measurement: whole executions only. */
  readonly steps: number
  readonly stepMs: number[]
  readonly cpuMs: number[]
  readonly imagesPerSecond: number[]
  peakBytes: number
}

const perUnit = (total: number | undefined, count: number): number => (total ?? Number.NaN) / count

const askSteps = (contender: Contender, count: number): Promise<Answer> =>
  contender.worker.ask({ task: 'steps', count, per_execution: contender.perExecution })

async function prepareRun(contender: Contender): Promise<Run> {
  const { perExecution } = contender
  const few = (await askSteps(contender, perExecution)).milliseconds ?? Number.NaN
  const more = (await askSteps(contender, perExecution * 3)).milliseconds ?? Number.NaN
  // The difference leaves out what a call costs whatever its length.
  const stepMs = Math.max(more - few, 0) / (perExecution * 2)
  const wanted = Math.min(Math.max(targetMs / stepMs, minimumSteps), 800)
  const steps = Math.ceil(wanted / perExecution) * perExecution
  return { contender, steps, stepMs: [], cpuMs: [], imagesPerSecond: [], peakBytes: 0 }
}

async function measureRound(run: Run): Promise<void> {
  const { contender, steps } = run
  const answer = await askSteps(contender, steps)
  run.stepMs.push(perUnit(answer.milliseconds, steps))
  run.cpuMs.push(perUnit(answer.cpuMilliseconds, steps))
  run.peakBytes = Math.max(run.peakBytes, answer.peakBytes ?? 0)
  if (contender.perExecution > 1) return
  const images = Math.min(Math.max(steps * batch, 2 * predictionBatch), 10_240)
  const count = Math.ceil(images / predictionBatch) * predictionBatch
  const predicted = await contender.worker.ask({ task: 'predict', count, batch: predictionBatch })
  run.imagesPerSecond.push(1000 / perUnit(predicted.milliseconds, count))
}

async function measureModel(name: string, all: readonly Contender[], rounds: number, gflops: number) {
  const preset = findPreset(name)
  if (!preset) throw new Error(`There is no preset ${name}.`)
  const loss = preset.training.loss ?? 'sparse_categorical_crossentropy'
  const contenders = all.filter(({ maxFlops }) => stepFlops(preset.model, batch) <= maxFlops)
  for (const worker of new Set(contenders.map(contender => contender.worker)))
    await worker.ask({ task: 'prepare', model: preset.model, loss, batch, examples: 4096 })
  const runs: Run[] = []
  for (const contender of contenders) runs.push(await prepareRun(contender))
  for (let round = 0; round < rounds; round++)
    // Each round begins with another one, so that none is always measured behind the same neighbour.
    for (const run of [...runs.slice(round % runs.length), ...runs.slice(0, round % runs.length)])
      await measureRound(run)
  const [ours] = runs
  if (!ours) throw new Error('nobody took part')
  return runs.map((run): EngineFigure => {
    const isOurs = run === ours
    const predicts = run.imagesPerSecond.length > 0
    return {
      model: name,
      contender: run.contender.name,
      stepMs: median(run.stepMs),
      imagesPerSecond: predicts ? median(run.imagesPerSecond) : null,
      stepRatio: isOurs ? null : pairedRatio(run.stepMs, ours.stepMs),
      cpuRatio: isOurs ? null : pairedRatio(run.cpuMs, ours.cpuMs),
      predictRatio: isOurs || !predicts ? null : pairedRatio(ours.imagesPerSecond, run.imagesPerSecond),
      peakShare: stepFlops(preset.model, batch) / (median(run.stepMs) * 1e6) / gflops,
      peakBytes: run.peakBytes
    }
  })
}

export interface EngineBenchOptions {
  readonly models: readonly string[]
  readonly rounds: number
  /** Of `keras`, `torch` (a download of several GB) and `wasm`. */
  readonly peers: readonly string[]
}

export const defaultEngineBench: EngineBenchOptions = {
  models: ['scratch', 'deep', 'lenet-5', 'cnn-2', 'resnet-18'],
  rounds: 5,
  peers: ['keras', 'wasm']
}

/** Measures the presets one after the other; every contender stays loaded and takes its turn in each round. */
export async function measureEngine(options: EngineBenchOptions, say: (line: string) => void): Promise<EngineFigure[]> {
  const contenders = startContenders(options.peers, say)
  const figures: EngineFigure[] = []
  try {
    const { gflops = Number.NaN } = (await contenders[0]?.worker.ask({ task: 'gemm' })) ?? {}
    say(
      `peak: ${gflops.toFixed(0)} GFLOP/s in a matrix product; ${options.rounds} rounds, batch ${batch}, prediction at ${predictionBatch}`
    )
    say(engineTableHead)
    for (const model of options.models) {
      const measured = await measureModel(model, contenders, options.rounds, gflops)
      for (const figure of measured) say(engineTableLine(figure))
      figures.push(...measured)
    }
  } finally {
    for (const { worker } of contenders) worker.stop()
  }
  return figures
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string' },
      peers: { type: 'string' },
      json: { type: 'boolean' }
    }
  })
  const figures = await measureEngine(
    {
      models: values.only?.split(',') ?? defaultEngineBench.models,
      rounds: Number(values.rounds ?? defaultEngineBench.rounds),
      peers: values.peers?.split(',') ?? defaultEngineBench.peers
    },
    line => console.error(line)
  )
  if (values.json) console.log(JSON.stringify(figures))
  process.exit(0)
}
