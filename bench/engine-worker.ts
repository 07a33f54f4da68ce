// Our side of the engine bench: answers the same requests as the Python peers (peers/protocol.py), one JSON line each.
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import type { Model } from '../src/shared/contract/model'
import { defaultTraining } from '../src/shared/contract/training'
import type { Loss } from '../src/shared/contract/training'
import { createRandom, permutation } from '../src/shared/domain/random/random'
import { sizeOf } from '../src/shared/domain/models/weights'
import type { Backend, CompiledModel } from '../src/main/engine/backend'
import { measureGemm } from './engine-gemm'

interface Request {
  readonly task: 'prepare' | 'steps' | 'predict' | 'gemm'
  readonly model: Model
  readonly loss: Loss
  readonly batch: number
  readonly examples: number
  readonly count: number
}

async function openBackend(name: string): Promise<Backend> {
  if (name === 'wasm') return (await import('../src/main/engine/tfjs/tfjs-backend')).createTfjsBackend('wasm')
  const { createTensorflowBackend } = await import('../src/main/engine/tensorflow/tensorflow-backend')
  const { locateTensorflow } = await import('../src/main/engine/tensorflow/locate')
  const root = locateTensorflow()
  if (root === null) throw new Error('TensorFlow is not installed: vitrine engine install')
  return createTensorflowBackend({ root, threads: availableParallelism() })
}

const backend = await openBackend(process.argv[2] ?? 'tensorflow')
let compiled: CompiledModel | null = null
let examples = 0
let batch = 64
let x = new Uint8Array(0)
let step = 0

async function prepare(request: Request): Promise<string> {
  compiled?.dispose()
  const random = createRandom(0, 'bench')
  examples = request.examples
  batch = request.batch
  x = Uint8Array.from({ length: examples * sizeOf(request.model.input_shape) }, () => random.integer(256))
  const y = Int32Array.from({ length: examples }, () => random.integer(10))
  compiled = await backend.compile(request.model, { ...defaultTraining, loss: request.loss })
  compiled.setTrainingData({ count: examples, x, y })
  await steps(10)
  return `TensorFlow ${backend.info().version}`
}

/** An epoch's work: shuffled rows, one step per batch, metrics kept, as the training loop does it. */
async function steps(count: number): Promise<void> {
  if (!compiled) throw new Error('prepare comes first')
  const order = permutation(createRandom(step, 'order'), examples)
  let loss = 0
  for (let i = 0; i < count; i++, step++) {
    const indices = Int32Array.from({ length: batch }, (_, k) => order[(i * batch + k) % examples] ?? 0)
    loss += (await compiled.trainStep({ indices, step, learningRate: 1e-3 })).loss
  }
  if (!Number.isFinite(loss)) throw new Error('the loss is not finite')
}

interface Timing {
  readonly milliseconds: number
  /** Of all threads: on a machine with other work it is steadier than the time that passed. */
  readonly cpuMilliseconds: number
  readonly peakBytes: number
}

async function timed(work: () => Promise<unknown>): Promise<Timing> {
  const start = performance.now()
  const cpu = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  const peakBytes = process.resourceUsage().maxRSS * 1024
  return { milliseconds: performance.now() - start, cpuMilliseconds: (user + system) / 1000, peakBytes }
}

async function predict(count: number, size: number): Promise<Timing> {
  const model = compiled
  if (!model) throw new Error('prepare comes first')
  const imageSize = x.length / examples
  const images = Uint8Array.from({ length: count * imageSize }, (_, i) => x[i % x.length] ?? 0)
  return timed(() => model.predict(images, count, size))
}

async function answer(request: Request): Promise<object> {
  switch (request.task) {
    case 'prepare':
      return { version: await prepare(request) }
    case 'gemm':
      return { gflops: measureGemm() }
    case 'steps':
      return timed(() => steps(request.count))
    case 'predict':
      return predict(request.count, request.batch)
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    // The other end of the pipe is engine.ts.
    console.log(JSON.stringify(await answer(JSON.parse(line) as Request)))
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))
  }
}
// The wasm back end's worker threads would keep the process alive.
process.exit(0)
