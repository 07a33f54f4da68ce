import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrainProgress } from '@shared/contract/engine'
import { createEngineClient, type EngineClient } from '../engine-client/engine-client'
import { engineEnvironment } from '../engine-client/environment'
import { forkFrom } from '../engine-client/fork-engine'
import { createTinyRun } from './tiny-run'

const outDir = resolve('node_modules/.cache', `vitrine-engine-${process.pid}`)
const pids = new Set<number>()
let client: EngineClient

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve('src/shared') } },
    build: {
      ssr: resolve('src/main/engine/index.ts'),
      outDir,
      rollupOptions: { output: { entryFileNames: 'engine.mjs' } }
    }
  })
  const spawn = forkFrom(join(outDir, 'engine.mjs'))
  client = createEngineClient({
    spawn(options) {
      const port = spawn(options)
      if (port.pid !== undefined) pids.add(port.pid)
      return port
    },
    environment: role => engineEnvironment(role)
  })
})
afterAll(() => client.close())

const training = { epochs: 6, callbacks: { EarlyStopping: null } }

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

  test('killed and resumed, it ends as if nothing had happened, bit for bit', async () => {
    const [straight, broken] = [await createTinyRun({ training }), await createTinyRun({ training })]
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
    expect(resumed.epochs).toHaveLength(6)
    expect(await history(broken.dir)).toBe(await history(straight.dir))
    const [before, after] = await Promise.all([weights(straight.dir), weights(broken.dir)])
    expect(tensorBytes(after).equals(tensorBytes(before))).toBe(true)
  })
})

/** The values of a safetensors file; its header holds the seconds of the epochs, which differ. */
function tensorBytes(file: Buffer): Buffer {
  return file.subarray(8 + Number(file.readBigUInt64LE(0)))
}
