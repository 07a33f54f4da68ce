import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { readManifest } from '@shared/domain/presentation/read-manifest'
import { resourcesDir, startTestBackend, type TestBackend } from '../../../testing/test-backend'
import { UsageError } from '../command'
import { manifest } from './manifest'

let started: TestBackend
let printed: { document: unknown; text: string }[]
beforeEach(async () => {
  started = await startTestBackend()
  printed = []
  await started.client.projects.create({ name: 'Terminal' })
  await started.ended(
    (await started.client.sources.import({ from: join(resourcesDir, 'sample/iiif/manifest.json') })).jobId
  )
})

const run = (positionals: readonly string[], options: Readonly<Record<string, string>> = {}): Promise<void> =>
  manifest.run(
    { positionals: ['PROJECT', ...positionals], options },
    {
      json: true,
      open: () => Promise.resolve(started.client),
      client: () => Promise.resolve(started.client),
      keepOpen: () => undefined,
      print: (document, text) => void printed.push({ document, text }),
      progress: () => undefined
    }
  )

test('a manifest is made, listed and written as both versions, but over no other file', async () => {
  const rights = 'https://creativecommons.org/licenses/by/4.0/'
  await run(['new', 'Shoes'], { source: '1', text: 'sandal', rights, attribution: 'A museum' })
  await run(['list'])
  expect(printed.map(({ text }) => text)).toEqual(['made-1: 1 canvas', 'made-1\tShoes\t1'])
  for (const version of ['2', '3']) {
    const out = join(started.folder, `v${version}.json`)
    const options = { out, version, 'base-url': 'https://example.org/v' }
    await run(['export', 'Shoes'], options)
    const written = readManifest(JSON.parse(await readFile(out, 'utf8')))
    expect(written).toMatchObject({
      version: Number(version),
      problems: [],
      requiredStatement: { value: [{ value: 'A museum' }] }
    })
    expect(written.canvases).toHaveLength(1)
    await expect(run(['export', 'made-1'], options)).rejects.toMatchObject({ code: 'CONFLICT' })
  }
})

test('wrong words are told', async () => {
  await expect(run(['draw'])).rejects.toThrow(UsageError)
  await expect(run(['new'])).rejects.toThrow(UsageError)
  await expect(run(['export', 'made-1'])).rejects.toThrow('--out')
  await expect(run(['export', 'Coats'], { out: 'x.json' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(run(['new', 'Shoes'], { rights: 'CC BY' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(await started.client.manifests.list()).toEqual([])
  await expect(run(['new', 'Nothing'], { text: 'no such thing' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})
