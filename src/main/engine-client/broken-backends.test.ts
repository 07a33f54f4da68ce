import { describe, expect, test, vi } from 'vitest'
import type { EngineName } from '@shared/contract/training'
import { VitrineError } from '@shared/contract/errors'
import { createEngineClient } from './engine-client'
import { brokenBackend, EngineCrash } from './engine-crash'
import { spawnMemoryEngine, type MemoryHandlers } from './testing/memory-engine'
import { matrixResult, predictRequest, trainResult } from './testing/answers'

type Context = Pick<Parameters<NonNullable<MemoryHandlers['train']>>[1], 'opening' | 'avoided' | 'crash'>

/** Loads a back end as the engine does: `broken` ones end it, those it was told of are refused. */
async function load(backend: EngineName, { opening, avoided, crash }: Context, broken: EngineName = 'tensorflow') {
  const reason = avoided.get(backend)
  if (reason !== undefined) throw new VitrineError('ENGINE_FAILED', reason)
  opening(backend)
  await Promise.resolve()
  if (backend === broken) {
    crash(132)
    await new Promise(() => {})
  }
  opening(null)
}

/** As `engine: auto` does: the next one where the best is refused. */
const loadBest = (context: Context) => load('tensorflow', context).catch(() => load('wasm', context))

function clientOf(handlers: MemoryHandlers) {
  const spawn = vi.fn(spawnMemoryEngine(handlers))
  return { spawn, client: createEngineClient({ spawn, environment: () => ({}) }) }
}

describe('a back end that ends the engine while it is loaded', () => {
  test('is left out in a second child, which trains with the next one', async () => {
    const { client, spawn } = clientOf({
      async train(_, context) {
        await loadBest(context)
        return trainResult
      }
    })
    expect(await client.train({ dir: '/run' }, () => {}).done).toEqual(trainResult)
    expect(spawn).toHaveBeenCalledTimes(2)
    // The next run tries it again: it may be mended by then.
    await client.train({ dir: '/run' }, () => {}).done
    expect(spawn).toHaveBeenCalledTimes(4)
  })

  test('asked for by name, fails the run with what happened and what to do', async () => {
    const { client, spawn } = clientOf({
      async train(_, context) {
        await load('tensorflow', context)
        return trainResult
      }
    })
    await expect(client.train({ dir: '/run' }, () => {}).done).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringMatching(/tensorflow engine crashed while it was loaded.*code 132.*vitrine engine doctor/)
    })
    expect(spawn).toHaveBeenCalledTimes(2)
  })

  test('starts no third child when it ends the second one, too', async () => {
    const { client, spawn } = clientOf({
      train: (_, context) => load('tensorflow', { ...context, avoided: new Map() }).then(() => trainResult)
    })
    await expect(client.train({ dir: '/run' }, () => {}).done).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
    expect(spawn).toHaveBeenCalledTimes(2)
  })

  test('does not bring a cancelled training back', async () => {
    const { client, spawn } = clientOf({
      async train(_, context) {
        task.cancel()
        await loadBest(context)
        return trainResult
      }
    })
    const task = client.train({ dir: '/run' }, () => {})
    await expect(task.done).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(spawn).toHaveBeenCalledTimes(1)
  })

  test('does not bring a cancelled prediction back', async () => {
    const cancel = new AbortController()
    const { client, spawn } = clientOf({
      async predict(_, context) {
        cancel.abort(new VitrineError('CANCELLED', 'Cancelled.'))
        await loadBest(context)
        return matrixResult
      }
    })
    const asked = client.predict(predictRequest, { signal: cancel.signal })
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(spawn).toHaveBeenCalledTimes(1)
  })

  test('makes the second child forget nothing that the first was told', async () => {
    const { client } = clientOf({
      async train(_, context) {
        await loadBest(context)
        for await (const control of context.controls) if (control === 'stop') break
        return trainResult
      }
    })
    const task = client.train({ dir: '/run' }, () => {})
    task.stop()
    expect(await task.done).toEqual(trainResult)
  })

  test('costs predictions one child, however many are asked for at once', async () => {
    const { client, spawn } = clientOf({
      async predict(_, context) {
        await loadBest(context)
        return matrixResult
      }
    })
    const both = await Promise.all([client.predict(predictRequest), client.predict(predictRequest)])
    expect(both).toEqual([matrixResult, matrixResult])
    await client.predict(predictRequest)
    expect(spawn).toHaveBeenCalledTimes(2)
  })
})

test('a child that is killed from outside, or ends later, says nothing about its back end', () => {
  const exit = { code: null, lastWords: '' }
  const found = (signal: string, opening: EngineName | null) =>
    brokenBackend(new EngineCrash({ ...exit, signal, opening }, ''))
  expect(found('SIGKILL', 'tensorflow')).toBeNull()
  expect(found('SIGILL', null)).toBeNull()
  expect(found('SIGILL', 'tensorflow')).toMatchObject({ name: 'tensorflow', reason: expect.stringMatching(/SIGILL/) })
})
