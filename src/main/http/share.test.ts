import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAll } from '@shared/domain/annotation/parse-all'
import { readCollection } from '@shared/domain/presentation/read-collection'
import { readManifest } from '@shared/domain/presentation/read-manifest'
import type { Listen } from '../ports'
import { resourcesDir, startTestBackend } from '../testing/test-backend'

/** A project of the sample's photos and of pictures from no manifest, shared through a port that is no socket. */
async function startShared(allowsWriting = false) {
  let listener: Parameters<Listen>[0] | undefined
  const listen: Listen = options => {
    listener = options
    return Promise.resolve({ port: 4711, close: () => Promise.resolve(void (listener = undefined)) })
  }
  const started = await startTestBackend({ listen })
  const { client, ended } = started
  await client.projects.create({ name: 'Shared' })
  for (const from of [join(resourcesDir, 'sample/iiif/manifest.json'), join(resourcesDir, 'sample/photos')]) {
    await ended((await client.sources.import({ from })).jobId)
  }
  const share = await client.publish.start({ allowsWriting })
  const ask = async (path: string, init?: RequestInit): Promise<Response> => {
    if (!listener) throw new Error('nobody listens')
    return await listener.fetch(new Request(`http://127.0.0.1:4711${path}`, init))
  }
  const { pathname } = new URL(share.url)
  return {
    ...started,
    share,
    pathname,
    ask,
    at: (path: string, init?: RequestInit) => ask(`${pathname}${path}`, init),
    json: async (url: string): Promise<unknown> => await (await ask(url.replace('http://127.0.0.1:4711', ''))).json(),
    isListening: () => listener !== undefined
  }
}

const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) })

test('only who knows the path sees anything, and nothing of the window’s own calls', async () => {
  const { ask, at, pathname } = await startShared()
  expect(pathname.length).toBeGreaterThan(20)
  expect((await at('/iiif/3/collection')).status).toBe(200)
  for (const path of [
    '/',
    '/iiif/3/collection',
    '/rpc/projects/current',
    `${pathname}x/iiif/3/collection`,
    // As long as the right one.
    `${pathname.slice(0, -1)}${pathname.endsWith('A') ? 'B' : 'A'}/iiif/3/collection`
  ])
    expect((await ask(path)).status, path).toBe(404)
  for (const path of ['/rpc/projects/current', '/media/thumbs', '/', ''])
    expect((await at(path)).status, path).toBe(404)
})

test.each([2, 3] as const)(
  'the collection leads to manifests, pages and pictures that all answer, version %i',
  async version => {
    const { json, share, client, logged } = await startShared()
    const collection = readCollection(await json(`${share.url}/iiif/${version}/collection`))
    expect(collection.items.length).toBe((await client.sources.list()).length)
    let annotations = 0
    for (const { id } of collection.items) {
      const manifest = readManifest(await json(id))
      expect(manifest).toMatchObject({ id, version, problems: [] })
      for (const canvas of manifest.canvases) {
        expect(canvas.thumbnail?.url).toContain(share.url)
        const [image] = canvas.images
        expect(await json(`${image?.service?.id}/info.json`)).toMatchObject({
          width: image?.width,
          height: image?.height
        })
        for (const page of canvas.annotations.references) {
          const { parsed, failed } = parseAll(await json(page))
          expect(failed).toEqual([])
          for (const { targets } of parsed) expect(targets.map(({ source }) => source)).toContain(canvas.id)
          annotations += parsed.length
        }
      }
    }
    expect(annotations).toBe(3)
    expect(logged).toEqual([])
  }
)

test('every picture that a manifest names can be fetched from another origin', async () => {
  const { json, ask, share } = await startShared()
  const { items } = readCollection(await json(`${share.url}/iiif/3/collection`))
  const { canvases } = readManifest(await json(items[0]?.id ?? ''))
  for (const url of canvases.flatMap(({ images, thumbnail }) => [images[0]?.id ?? '', thumbnail?.url ?? ''])) {
    const response = await ask(url.replace('http://127.0.0.1:4711', ''))
    expect(response.headers.get('content-type'), url).toBe('image/jpeg')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  }
})

test('a page names the program beside an annotation that is made here, and leaves the words of others as they are', async () => {
  const { json, share, client } = await startShared()
  const [imageId = 0] = (await client.images.query({ filter: { text: 'sandal' } })).ids
  const before = parseAll(await json(`${share.url}/iiif/3/annotations/${imageId}`)).parsed
  expect(before.length).toBeGreaterThan(0)
  const { id } = await client.annotations.create({ imageId, region: { kind: 'rect', x: 1, y: 2, w: 3, h: 4 } })
  const { items } = (await json(`${share.url}/iiif/3/annotations/${imageId}`)) as { items: Record<string, unknown>[] }
  expect(items.find(item => item['id'] === `urn:uuid:${id}`)).toMatchObject({
    generator: { type: 'Software', name: 'Vitrine 0.0.0-test' }
  })
  expect(items.filter(item => Object.hasOwn(item, 'generator'))).toHaveLength(1)
})

test('writing is refused unless it was allowed', async () => {
  const { at } = await startShared()
  const refused = await at('/sas/annotation/create', post({}))
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ error: { code: 'NO_PERMISSION' } })
  expect((await at('/sas/annotation/destroy?uri=x', { method: 'DELETE' })).status).toBe(403)
})

test('a client of Simple Annotation Server adds, changes, finds and deletes', async () => {
  const { at, client } = await startShared(true)
  const { ids } = await client.images.query({ filter: { text: 'sandal' } })
  const { canvasId } = await client.images.get({ id: ids[0] ?? 0 })
  const before = await client.annotations.list({ imageId: ids[0] ?? 0 })
  const draft = {
    '@context': 'http://iiif.io/api/presentation/2/context.json',
    '@id': 'http://example.org/anno/1',
    '@type': 'oa:Annotation',
    motivation: ['oa:tagging'],
    resource: [{ '@type': 'oa:Tag', chars: 'Høj hæl' }],
    on: `${canvasId}#xywh=10,20,30,40`,
    'x:mine': { kept: true }
  }
  const created = await at('/sas/annotation/create', post(draft))
  expect(created.status).toBe(201)
  expect(await created.json()).toMatchObject({ '@id': draft['@id'], 'x:mine': { kept: true } })
  expect((await at('/sas/annotation/create', post(draft))).status).toBe(409)

  const after = await client.annotations.list({ imageId: ids[0] ?? 0 })
  expect(after).toHaveLength(before.length + 1)
  expect(after.at(-1)?.region).toEqual({ kind: 'rect', x: 10, y: 20, w: 30, h: 40 })
  expect((await client.classes.list()).map(({ name }) => name)).toContain('Høj hæl')

  const changed = { ...draft, on: `${canvasId}#xywh=1,2,3,4` }
  expect((await at('/sas/annotation/update', post(changed))).status).toBe(201)
  const found = await at(`/sas/annotation/search?uri=${encodeURIComponent(canvasId)}`)
  expect(found.headers.get('content-type')).toBe('application/ld+json; charset=UTF-8')
  const list: unknown = await found.json()
  expect(JSON.stringify(list)).toContain('xywh=1,2,3,4')
  const md5 = createHash('md5').update(canvasId).digest('hex')
  expect(await (await at(`/sas/annotation/list/${md5}.json`)).json()).toMatchObject({ resources: list })

  expect((await at('/sas/annotation/destroy?uri=http://example.org/anno/1', { method: 'DELETE' })).status).toBe(204)
  expect((await at('/sas/annotation/destroy?uri=http://example.org/anno/1', { method: 'DELETE' })).status).toBe(404)
  expect(await client.annotations.list({ imageId: ids[0] ?? 0 })).toHaveLength(before.length)
})

test('a hundred clients at once lose nothing, and an id is made where there is none', async () => {
  const { at, client } = await startShared(true)
  const { ids } = await client.images.query({ filter: { text: 'sandal' } })
  const { canvasId } = await client.images.get({ id: ids[0] ?? 0 })
  const bodies = Array.from({ length: 100 }, (_, index) => ({
    '@type': 'oa:Annotation',
    resource: { '@type': 'dctypes:Text', chars: `note ${index}` },
    on: `${canvasId}#xywh=${index},0,5,5`
  }))
  const answers = await Promise.all(
    bodies.map(async body => await (await at('/sas/annotation/create', post(body))).json())
  )
  expect(new Set(answers.map(answer => (answer as { '@id': string })['@id'])).size).toBe(100)
  expect((await client.annotations.list({ imageId: ids[0] ?? 0 })).length).toBeGreaterThanOrEqual(100)
})

test.each([
  ['{'],
  ['[]'],
  ['{"@type":"oa:Annotation"}'],
  ['{"@type":"oa:Annotation","on":"http://nowhere.org/c#xywh=1,1,1,1"}']
])('what is no annotation of ours is refused: %s', async body => {
  const { at, logged } = await startShared(true)
  const response = await at('/sas/annotation/create', { method: 'POST', body })
  expect([400, 404]).toContain(response.status)
  expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } })
  expect(logged).toEqual([])
})

test('a share ends with its project, and when it is stopped', async () => {
  const { client, isListening } = await startShared()
  await expect(client.publish.start({})).rejects.toMatchObject({ code: 'CONFLICT' })
  await client.publish.stop()
  expect(isListening()).toBe(false)
  expect(await client.publish.share()).toBe(null)
  await client.publish.start({})
  expect(isListening()).toBe(true)
  await client.projects.close()
  expect(isListening()).toBe(false)
})

test('a share goes on while the cache is cleaned', async () => {
  const { client, at } = await startShared()
  await client.projects.cleanCache()
  expect((await at('/iiif/3/collection')).status).toBe(200)
})

test('a project that is closed while its share starts is not shared, nor the one that is opened then', async () => {
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => (open = resolve))
  let isListening = false
  const listen: Listen = async () => {
    await opened
    isListening = true
    return { port: 4711, close: () => Promise.resolve(void (isListening = false)) }
  }
  const { client } = await startTestBackend({ listen })
  await client.projects.create({ name: 'Meant' })
  const started = client.publish.start({})
  await client.projects.create({ name: 'Private' })
  open()
  await expect(started).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await client.publish.share()).toBe(null)
  expect(isListening).toBe(false)
})

test('a body without an end is not read to its end', async () => {
  const { at, logged } = await startShared(true)
  let megabytes = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      megabytes++
      if (megabytes > 200) controller.close()
      else controller.enqueue(new Uint8Array(1_048_576).fill(32))
    }
  })
  // The property that Node asks for is none of the browser's type.
  const endless = { method: 'POST', body, duplex: 'half' } as RequestInit
  const response = await at('/sas/annotation/create', endless)
  expect(await response.json()).toMatchObject({ error: { code: 'TOO_LARGE' } })
  expect(megabytes).toBeLessThan(60)
  expect(logged).toEqual([])
})
