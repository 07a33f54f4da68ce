import { readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrainProgress } from '@shared/contract/engine'
import { createEngineClient, type EngineClient } from '../engine-client/engine-client'
import { engineEnvironment } from '../engine-client/environment'
import { forkFrom } from '../engine-client/fork-engine'
import { locateTensorflow } from './tensorflow/locate'
import { createTinyRun } from './testing/tiny-run'

const outDir = resolve('node_modules/.cache', `vitrine-engine-${process.pid}`)
const pids = new Set<number>()
let client: EngineClient

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve('src/shared') } },
    build: {
      ssr: true,
      outDir,
      rollupOptions: {
        input: {
          engine: resolve('src/main/engine/index.ts'),
          aborting: resolve('src/main/engine/testing/aborting-engine.ts')
        },
        output: { entryFileNames: '[name].mjs' }
      }
    }
  })
  client = clientWith({})
})

function clientWith(variables: Readonly<Record<string, string>>, program = 'engine'): EngineClient {
  const spawn = forkFrom(join(outDir, `${program}.mjs`))
  return createEngineClient({
    spawn(options) {
      const port = spawn(options)
      if (port.pid !== undefined) pids.add(port.pid)
      return port
    },
    environment: role => ({ ...engineEnvironment(role), ...variables })
  })
}
afterAll(async () => {
  await client.close()
  await rm(outDir, { recursive: true, force: true })
})

const engines = ['wasm', 'tensorflow'] as const
// Long enough that no machine ends it before the message that is to interrupt it arrives.
const EPOCHS = 12
const training = { epochs: EPOCHS, callbacks: { EarlyStopping: null } }

async function train(dir: string, options: { resume?: boolean; onProgress?: (progress: TrainProgress) => void } = {}) {
  return await client.train({ dir, resume: options.resume ?? false }, options.onProgress ?? (() => {})).done
}

const history = (dir: string) => readFile(join(dir, 'history.csv'), 'utf8')
const weights = (dir: string) => readFile(join(dir, 'checkpoints', 'last.safetensors'))

describe('the engine process', () => {
  test('trains, then predicts what it has learned', async () => {
    const run = await createTinyRun({ training })
    const result = await train(run.dir)
    expect(result.engine.backend).toBe('wasm')
    const request = {
      objects: run.objects,
      model: run.file.model,
      weights: { object: result.weights },
      x: run.x,
      engine: 'wasm' as const
    }
    const predicted = await client.predict(request)
    expect(predicted.shape).toEqual([60, 3])
    const bytes = await run.store.read(predicted.object)
    expect(bytes.length).toBe(60 * 3 * 4)
  })

  test.for(engines)(
    'killed and resumed on %s, it ends as if nothing had happened, bit for bit',
    async (engine, { skip }) => {
      if (engine === 'tensorflow' && locateTensorflow() === null) skip('TensorFlow is not installed')
      const settings = { training: { ...training, engine } }
      const [straight, broken] = [await createTinyRun(settings), await createTinyRun(settings)]
      await train(straight.dir)
      pids.clear()
      const killed = train(broken.dir, {
        onProgress(progress) {
          if (progress.kind !== 'epoch' || progress.row.epoch !== 3) return
          for (const pid of pids) process.kill(pid, 'SIGKILL')
        }
      })
      await expect(killed).rejects.toMatchObject({ code: 'ENGINE_FAILED', message: expect.stringContaining('SIGKILL') })
      expect(await history(broken.dir)).not.toBe(await history(straight.dir))
      const resumed = await train(broken.dir, { resume: true })
      expect(resumed.epochs).toHaveLength(EPOCHS)
      expect(await history(broken.dir)).toBe(await history(straight.dir))
      const [before, after] = await Promise.all([weights(straight.dir), weights(broken.dir)])
      expect(tensorBytes(after).equals(tensorBytes(before))).toBe(true)
    }
  )

  test('predictions come through while a training makes way, and both end', async () => {
    const run = await createTinyRun({ training })
    const weights = { file: join(run.dir, 'checkpoints', 'last.safetensors') }
    const request = { objects: run.objects, model: run.file.model, weights, x: run.x, engine: 'wasm' as const }
    let predicted: ReturnType<EngineClient['predict']> | undefined
    const task = client.train({ dir: run.dir }, progress => {
      if (progress.kind === 'epoch' && progress.row.epoch === 2) predicted = client.predict(request)
    })
    expect((await task.done).epochs).toHaveLength(EPOCHS)
    expect((await predicted)?.shape).toEqual([60, 3])
  })

  test('cancelled, it leaves a checkpoint to go on from', async () => {
    const run = await createTinyRun({ training: { epochs: 1000 } })
    const task = client.train({ dir: run.dir }, progress => {
      if (progress.kind === 'epoch' && progress.row.epoch === 2) task.cancel()
    })
    await expect(task.done).rejects.toMatchObject({ code: 'CANCELLED' })
    expect((await history(run.dir)).split('\n').length).toBeGreaterThan(3)
  })

  test('shut down in the middle of an epoch, it goes on from there, bit for bit', async () => {
    const settings = { count: 200, training }
    const [straight, broken] = [await createTinyRun(settings), await createTinyRun(settings)]
    await train(straight.dir)
    const own = clientWith({})
    let closed: Promise<void> | undefined
    const task = own.train({ dir: broken.dir }, progress => {
      if (progress.kind === 'batch' && progress.epoch === 2) closed ??= own.close()
    })
    await expect(task.done).rejects.toMatchObject({ code: 'CANCELLED' })
    await closed
    await train(broken.dir, { resume: true })
    expect(await history(broken.dir)).toBe(await history(straight.dir))
    expect(tensorBytes(await weights(broken.dir)).equals(tensorBytes(await weights(straight.dir)))).toBe(true)
  })

  test('with too little memory it says so before it starts', async () => {
    const run = await createTinyRun({ training: { batch_size: 45 } })
    const small = clientWith({ VITRINE_ENGINE_MEMORY_MB: '0.1' })
    await expect(small.train({ dir: run.dir }, () => {}).done).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringMatching(/Choose a batch size of \d+ or less/)
    })
    await small.close()
  })

  test('with a TensorFlow that aborts while it is loaded, auto trains with wasm and says why; by name it fails', async () => {
    const broken = clientWith({}, 'aborting')
    const reason =
      /^The tensorflow engine crashed while it was loaded: its process was ended by SIGABRT.*vitrine engine doctor/
    const told: string[] = []
    const run = await createTinyRun({ training: { epochs: 1, engine: 'auto' } })
    const trained = broken.train({ dir: run.dir }, event => event.kind === 'message' && told.push(event.text))
    expect((await trained.done).engine.backend).toBe('wasm')
    expect(told).toEqual([expect.stringMatching(/This run trains with wasm\.$/)])
    expect(told[0]).toMatch(reason)
    const byName = broken.train({ dir: run.dir, engine: 'tensorflow' }, () => {})
    await expect(byName.done).rejects.toMatchObject({ code: 'ENGINE_FAILED', message: expect.stringMatching(reason) })
    await broken.close()
  })

  test('an augmentation preview is made of real samples', async () => {
    const run = await createTinyRun()
    const augmentation = [{ class_name: 'RandomPolarity' as const, probability: 1 }]
    const { x } = await client.augment({
      objects: run.objects,
      x: run.x,
      rows: [3, 0],
      augmentation,
      seed: 1,
      copies: 2
    })
    expect(x.shape).toEqual([4, 8, 8, 1])
    const [inverted, plain] = [await run.store.read(x.object), await run.store.read(run.x.object)]
    expect([...inverted.subarray(0, 64)]).toEqual([...plain.subarray(3 * 64, 4 * 64)].map(value => 255 - value))
    expect(inverted.subarray(64, 128).equals(inverted.subarray(0, 64))).toBe(true)
  })
})

/** The values of a safetensors file; its header holds the seconds of the epochs, which differ. */
function tensorBytes(file: Buffer): Buffer {
  return file.subarray(8 + Number(file.readBigUInt64LE(0)))
}
