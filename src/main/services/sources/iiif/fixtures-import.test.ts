import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Skipped } from '@shared/contract/sources'
import { isRecord } from '@shared/domain/json/json-value'
import { parseJson } from '@shared/domain/json/parse-json'
import { readPresentation } from '@shared/domain/presentation/read-presentation'
import { startTestBackend } from '../../../testing/test-backend'

const shared = resolve('../shared/fixtures/iiif')
const root = existsSync(shared) ? shared : resolve('e2e/fixtures/iiif')

function jsonFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.json'))
    .map(name => join(root, folder, name))
    .toSorted()
}

function load(path: string): unknown {
  const result = parseJson(readFileSync(path, 'utf8'))
  return result.ok ? result.value : null
}

/** What a JSON pointer names, RFC 6901. */
function resolvePointer(json: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, token) => {
      if (Array.isArray(at)) return at[Number(token)]
      return isRecord(at) ? at[token] : undefined
    }, json)
}

/** Each thing left out has a cause, a sentence and a place that is really there. */
function checkSkipped(skipped: readonly Skipped[], path: string): void {
  const json = load(path)
  for (const { source, pointer, code, message } of skipped) {
    expect(code).toMatch(/^[A-Z_]+$/)
    expect(message).toMatch(/\w.*\.$/s)
    if (source === path) expect([pointer, resolvePointer(json, pointer)]).not.toEqual([pointer, undefined])
  }
}

// Nothing reaches a museum: whatever is asked for outside this machine meets a proxy that isn't there.
beforeEach(() => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, 'http://127.0.0.1:9')
  for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
  return () => vi.unstubAllEnvs()
})

const documents = [...jsonFiles('museum-p2'), ...jsonFiles('museum-p3'), ...jsonFiles('cookbook')]
const manifests = documents.filter(path => readPresentation(load(path)).kind === 'manifest')

describe('every fixture through the real import', () => {
  test('a preview lists each canvas with a small picture or with the reason why it has none', async () => {
    const { client } = await startTestBackend()
    await client.projects.create({ name: 'Fixtures' })
    for (const path of documents) {
      const preview = await client.sources.preview({ from: path }).catch((error: unknown) => error)
      if (preview instanceof Error) {
        expect(`${path}: ${preview.message}`).toMatch(/Nothing in .* could be imported\. \w/)
        continue
      }
      // What no error is came as the contract says.
      const { outline, skipped } = preview as Awaited<ReturnType<typeof client.sources.preview>>
      expect(outline.length).toBeGreaterThan(0)
      checkSkipped(skipped, path)
      const bare = outline.filter(({ kind, hasPicture }) => kind === 'canvas' && !hasPicture)
      expect(skipped.filter(({ code }) => code === 'NO_IMAGE').length).toBeGreaterThanOrEqual(bare.length)
    }
  }, 120_000)

  test('an import brings every canvas that shows something, with rights, and nothing of a page’s words as a class', async () => {
    const { client, ended, logged } = await startTestBackend()
    await client.projects.create({ name: 'Fixtures' })
    const canvases = new Set<string>()
    const sharedCanvases = new Set<string>()
    for (const path of manifests) {
      const document = readPresentation(load(path))
      if (document.kind !== 'manifest') throw new Error(path)
      const { jobId } = await client.sources.import({ from: path, pictures: { kind: 'none' } })
      const job = await ended(jobId)
      const shown = document.manifest.canvases.filter(({ images }) => images.length > 0)
      if (job.state === 'failed') {
        expect(shown).toEqual([])
        expect(job.error?.code).toBe('INVALID_INPUT')
        continue
      }
      for (const { id } of shown) {
        if (canvases.has(id)) sharedCanvases.add(id)
        canvases.add(id)
      }
    }
    const { total, ids } = await client.images.query({})
    expect(total).toBe(canvases.size)
    const found = await Promise.all([0, 500, 1000].map(at => client.images.details({ ids: ids.slice(at, at + 500) })))
    const byCanvas = new Map(found.flat().map(image => [image.canvasId, image]))
    for (const { canvasId } of byCanvas.values()) expect(canvases.has(canvasId)).toBe(true)
    for (const path of manifests) {
      const document = readPresentation(load(path))
      if (document.kind !== 'manifest' || document.manifest.rights === null) continue
      // An image of the manifest that no other one had before.
      const first = byCanvas.get(document.manifest.canvases[0]?.id ?? '')
      if (first && !sharedCanvases.has(first.canvasId)) expect(first.rights).not.toBe(null)
    }
    const classes = (await client.classes.list()).map(({ name }) => name)
    expect(classes.filter(name => name.split(/\s/).length > 6)).toEqual([])
    expect(logged).toEqual([])
  }, 120_000)
})
