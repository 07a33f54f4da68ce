import { describe, expect, test, vi } from 'vitest'
import type { TrainProgress } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { EngineName } from '@shared/contract/training'
import { createEngineClient } from './engine-client'
import type { EnginePort } from './engine-port'
import { engineEnvironment } from './environment'
import { spawnMemoryEngine, type MemoryHandlers } from './testing/memory-engine'
import { matrixResult as matrix, predictRequest, trainResult as result } from './testing/answers'

const clientOf = (handlers: MemoryHandlers) =>
  createEngineClient({ spawn: spawnMemoryEngine(handlers), environment: () => ({}) })

async function until(controls: AsyncIterable<string>, wanted: string, seen: string[] = []): Promise<void> {
  for await (const control of controls) {
    seen.push(control)
    if (control === wanted) return
  }
}

describe('training', () => {
  test('progress, then the result', async () => {
    const told: TrainProgress[] = []
    const client = clientOf({
      train(_, { progress }) {
        progress({ kind: 'message', level: 'info', text: 'hello' })
        return result
      }
    })
    expect(await client.train({ dir: '/run' }, progress => told.push(progress)).done).toEqual(result)
    expect(told).toEqual([{ kind: 'message', level: 'info', text: 'hello' }])
  })

  test('one at a time; the next one may start when it has ended', async () => {
    const client = clientOf({
      async train(_, { controls }) {
        await until(controls, 'stop')
        return result
      }
    })
    const first = client.train({ dir: '/a' }, () => {})
    expect(() => client.train({ dir: '/b' }, () => {})).toThrow(/running already/)
    first.stop()
    await first.done
    const second = client.train({ dir: '/b' }, () => {})
    second.stop()
    expect(await second.done).toEqual(result)
  })

  test('an error of the engine arrives as it is; a crash carries its code', async () => {
    const refusing = clientOf({ train: () => Promise.reject(new VitrineError('INVALID_INPUT', 'No.', { layer: 'a' })) })
    await expect(refusing.train({ dir: '/a' }, () => {}).done).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'No.',
      details: { layer: 'a' }
    })
    const crashing = clientOf({
      train: (_, { progress, crash }) => {
        progress({ kind: 'paused', paused: false })
        queueMicrotask(() => queueMicrotask(() => crash(134)))
        return new Promise(() => {})
      }
    })
    await expect(crashing.train({ dir: '/a' }, () => {}).done).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringMatching(/code 134\..*resume the run from there/),
      details: { code: 134 }
    })
  })

  test('makes way while predictions are at work', async () => {
    const seen: string[] = []
    const client = clientOf({
      async train(_, { controls }) {
        await until(controls, 'unyield', seen)
        return result
      },
      predict: () => matrix
    })
    const training = client.train({ dir: '/a' }, () => {})
    await Promise.all([client.predict(predictRequest), client.predict(predictRequest)])
    await training.done
    expect(seen.filter(control => control === 'unyield')).toHaveLength(1)
    expect(seen[0]).toBe('yield')
  })
})

describe('predictions', () => {
  test('a crash fails what was asked, and the next request gets a fresh child', async () => {
    let calls = 0
    const client = clientOf({
      predict(_, { crash }) {
        if (calls++ > 0) return matrix
        crash(1)
        return new Promise(() => {})
      }
    })
    await expect(client.predict(predictRequest)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
    expect(await client.predict(predictRequest)).toEqual(matrix)
  })

  test('an aborted signal asks for nothing', async () => {
    const predict = vi.fn(() => matrix)
    await expect(clientOf({ predict }).predict(predictRequest, { signal: AbortSignal.abort() })).rejects.toThrow()
    expect(predict).not.toHaveBeenCalled()
  })

  test('a child that does not react to a cancel is killed within its budget', async () => {
    vi.useFakeTimers()
    try {
      const client = clientOf({ predict: () => new Promise(() => {}) })
      const abort = new AbortController()
      const asked = client.predict(predictRequest, { signal: abort.signal })
      const ended = expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
      abort.abort()
      await vi.advanceTimersByTimeAsync(4000)
      await ended
    } finally {
      vi.useRealTimers()
    }
  })
})

test('messages for requests that have ended are dropped, and last words are told', async () => {
  const listeners: ((message: unknown) => void)[] = []
  const exits: ((code: number | null, signal: string | null) => void)[] = []
  let say = (_: string) => {}
  const port: EnginePort = {
    pid: 1,
    post: () => {},
    onMessage: listener => void listeners.push(listener),
    onOutput: listener => void (say = listener),
    onExit: listener => void exits.push(listener),
    kill: () => {}
  }
  const client = createEngineClient({ spawn: () => port, environment: () => ({}) })
  const predicted = client.predict(predictRequest)
  for (const listener of listeners) {
    listener({ type: 'done', id: 1, result: matrix })
    listener({ type: 'progress', id: 1, progress: 0.5 })
    listener({ type: 'failed', id: 1, error: { code: 'INTERNAL', message: 'late' } })
  }
  expect(await predicted).toEqual(matrix)
  const next = client.train({ dir: '/run' }, () => {}).done
  say('terminate called after std::bad_alloc\n')
  for (const exit of exits) exit(null, 'SIGABRT')
  await expect(next).rejects.toThrow(/SIGABRT.*std::bad_alloc.*did not get as far as training.*checkpoints are kept/)
})

test('a closed client starts no child any more: it would keep the program alive', async () => {
  const spawn = vi.fn(spawnMemoryEngine({ predict: () => matrix }))
  const client = createEngineClient({ spawn, environment: () => ({}) })
  await client.predict(predictRequest)
  await client.close()
  await expect(client.predict(predictRequest)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(spawn).toHaveBeenCalledTimes(1)
})

describe('the doctor', () => {
  const report = (name: EngineName, available = true) => ({
    ...{ name, available, version: '1', device: 'test', deviceMemory: null, driver: null, threads: 1 },
    ...{ selfTest: null, stepMs: null, reason: null }
  })

  test('tells of the others when one of them ends the engine', async () => {
    const doctor: MemoryHandlers['doctor'] = ({ only }, { crash }) => {
      if (only === undefined || only === 'tensorflow') {
        crash(135)
        return new Promise(() => {})
      }
      return { chosen: null, backends: [report(only)] }
    }
    const { chosen, backends } = await clientOf({ doctor }).doctor()
    expect(chosen).toBe('wasm')
    expect(backends.map(({ name, available }) => [name, available])).toEqual([
      ['tensorflow', false],
      ['wasm', true],
      ['cpu', true]
    ])
    expect(backends[0]?.reason).toMatch(/code 135\. Install it again/)
  })

  test('a refusal is no crash: it is told as it is', async () => {
    const doctor = vi.fn(() => Promise.reject(new VitrineError('CANCELLED', 'Stopped.')))
    await expect(clientOf({ doctor }).doctor()).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(doctor).toHaveBeenCalledTimes(1)
  })
})

test('only the installer knows the user’s whole surroundings', () => {
  const env = { PATH: '/bin', HTTPS_PROXY: 'http://proxy', LD_PRELOAD: '/x.so', VITRINE_CACHE_DIR: '/c' }
  expect(engineEnvironment('trainer', env)).not.toHaveProperty('HTTPS_PROXY')
  expect(engineEnvironment('trainer', env)).not.toHaveProperty('LD_PRELOAD')
  expect(engineEnvironment('installer', env)).toMatchObject({ HTTPS_PROXY: 'http://proxy', VITRINE_CACHE_DIR: '/c' })
})
