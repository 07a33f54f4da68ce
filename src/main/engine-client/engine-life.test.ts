import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEngineClient } from './engine-client'
import type { EnginePort, SpawnEngine } from './engine-port'
import { matrixResult, predictRequest, trainResult } from './testing/answers'
import { spawnMemoryEngine, type MemoryHandlers } from './testing/memory-engine'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A client whose children are counted, with what each is sent and whether it was killed. */
function watched(handlers: MemoryHandlers, change: (port: EnginePort) => EnginePort = port => port) {
  const children: { readonly kill: ReturnType<typeof vi.fn>; readonly sent: unknown[] }[] = []
  const inner = spawnMemoryEngine(handlers)
  const spawn: SpawnEngine = options => {
    const port = change(inner(options))
    const child = { kill: vi.fn(() => port.kill()), sent: [] as unknown[] }
    children.push(child)
    return {
      ...port,
      kill: child.kill,
      post(message) {
        child.sent.push(message)
        port.post(message)
      }
    }
  }
  return { children, client: createEngineClient({ spawn, environment: () => ({}), idle: 60_000 }) }
}

const never = () => new Promise<never>(() => {})

test('a child that does not react to a cancel is killed: it would keep its memory and a core', async () => {
  const { client, children } = watched({ train: never })
  const task = client.train({ dir: '/run' }, () => {})
  const ended = expect(task.done).rejects.toMatchObject({ code: 'CANCELLED' })
  task.cancel()
  expect(children[0]?.kill).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(4000)
  await ended
  expect(children[0]?.kill).toHaveBeenCalledTimes(1)
})

test('a child that does not react to the end of the program is killed, too', async () => {
  const deaf = (port: EnginePort): EnginePort => ({ ...port, post: () => {} })
  const { client, children } = watched({}, deaf)
  const asked = expect(client.predict(predictRequest)).rejects.toMatchObject({ code: 'CANCELLED' })
  const closed = client.close()
  await vi.advanceTimersByTimeAsync(4000)
  await closed
  await asked
  expect(children[0]?.kill).toHaveBeenCalledTimes(1)
})

test('an idle predictor is ended to free its memory, and the next request gets a new one', async () => {
  const { client, children } = watched({ predict: () => matrixResult })
  await client.predict(predictRequest)
  await vi.advanceTimersByTimeAsync(59_000)
  await client.predict(predictRequest)
  expect(children).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(children[0]?.sent.at(-1)).toEqual({ type: 'shutdown' })
  await client.predict(predictRequest)
  expect(children).toHaveLength(2)
})

test('a training that is started while predictions are at work makes way at once', async () => {
  let answer = () => {}
  const { client, children } = watched({
    predict: () => new Promise(resolve => (answer = () => resolve(matrixResult))),
    train: () => trainResult
  })
  const predicted = client.predict(predictRequest)
  const task = client.train({ dir: '/run' }, () => {})
  expect(children[1]?.sent).toContainEqual({ type: 'control', id: 1, control: 'yield' })
  await task.done
  answer()
  await predicted
})

test('what ended a predictor is tried again after a while: it may be mended by then', async () => {
  const { client, children } = watched({
    async predict(_, { opening, avoided, crash }) {
      if (avoided.size > 0) return matrixResult
      opening('tensorflow')
      await Promise.resolve()
      crash(132)
      return await never()
    }
  })
  await client.predict(predictRequest)
  expect(children).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(60_000)
  await client.predict(predictRequest)
  expect(children).toHaveLength(4)
})
