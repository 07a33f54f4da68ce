import { expect, test, vi } from 'vitest'
import { spawnMemoryEngine } from '../../../engine-client/memory-engine'
import { startTestBackend } from '../../../testing/test-backend'
import { train } from './train'

test('what a run warns of is told beside its figures, not in its log alone', async () => {
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
  await train.run(
    { positionals: ['Warned'], options: { dataset: 'garments', model: 'scratch' } },
    {
      json: false,
      open: () => Promise.resolve(client),
      client: () => Promise.resolve(client),
      keepOpen: () => undefined,
      print: (_, text) => void printed.push(text),
      progress: () => undefined
    }
  )
  expect(stderr.mock.calls).toEqual([[`${text}\n`]])
  expect(printed).toEqual([expect.stringMatching(/^run 1, scratch\n/)])
})
