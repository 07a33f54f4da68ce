import { expect, test, vi } from 'vitest'
import { spawnMemoryEngine } from '../../../engine-client/testing/memory-engine'
import { startTestBackend } from '../../../testing/test-backend'
import { UsageError } from '../command'
import { train } from './train'

test('what a run warns of is told beside its figures; more layers than are kept can’t be frozen', async () => {
  const text = 'The batch size 5000 is larger than the 1700 training images.'
  const engine = { backend: 'cpu' as const, version: '1', device: 'test', threads: 1 }
  const spawnEngine = spawnMemoryEngine({
    train(_, { progress }) {
      progress({ kind: 'message', level: 'info', text: 'new weights' })
      progress({ kind: 'message', level: 'warning', text })
      const ended = { best: null, stopped: 'completed', weights: 'a'.repeat(64), weightsEpoch: 1, stepMs: 5 } as const
      return { run: 'run', engine, parameters: 1, epochs: [], ...ended }
    }
  })
  const { client, ended } = await startTestBackend({ spawnEngine })
  await client.projects.create({ name: 'Warned' })
  await ended((await client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  await client.datasets.freeze({ name: 'garments' })

  const printed: string[] = []
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const run = (options: Readonly<Record<string, string>>) =>
    train.run(
      { positionals: ['Warned'], options: { dataset: 'garments', ...options } },
      {
        json: false,
        open: () => Promise.resolve(client),
        client: () => Promise.resolve(client),
        keepOpen: () => undefined,
        print: (_, text) => void printed.push(text),
        progress: () => undefined
      }
    )
  await run({ model: 'scratch' })
  expect(stderr.mock.calls).toEqual([[`${text}\n`]])
  expect(printed).toEqual([expect.stringMatching(/^run 1, scratch\n/)])

  for (const freeze of ['6', '-1', '0.5'])
    await expect(run({ from: '1', freeze })).rejects.toThrow(/how many of the 5 layers that are kept/)
  await expect(run({ from: '1', freeze: 'x' })).rejects.toBeInstanceOf(UsageError)
})
