import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readManifest } from '@shared/domain/presentation/read-manifest'
import { listen } from '../../hosts/listen'
import { startTestBackend } from '../../testing/test-backend'

const fixture = (name: string): Promise<string> => readFile(resolve('e2e/fixtures/iiif/sas', name), 'utf8')
const canvas = 'http://example.com/manfiest/test/canvas/1.json'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach(server => server.close()))

async function startShare(allowsWriting = true) {
  const started = await startTestBackend({ listen, allowHosts: ['127.0.0.1'] })
  const { client } = started
  await client.projects.create({ name: 'Server' })
  const { url } = await client.publish.start({ allowsWriting })
  const post = (path: string, body: string, type = 'application/json'): Promise<Response> =>
    fetch(`${url}/sas/${path}`, { method: 'POST', body, headers: { 'content-type': type } })
  const search = async (): Promise<unknown> =>
    await (await fetch(`${url}/sas/annotation/search?uri=${encodeURIComponent(canvas)}`)).json()
  return { ...started, url, post, search }
}

/** A server of one manifest on this machine, which tells what else it was asked for. */
async function serveManifest(text: string) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end(text)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise(listening => server.once('listening', listening))
  // Listening on a port, it has an address with one.
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}/manifest.json`, asked }
}

test('a posted manifest makes its canvases known: annotations on them are taken and found', async () => {
  const { client, post, search, url, logged } = await startShare()
  const annotation = await fixture('testManifestAnno2.json')
  expect((await post('annotation/create', annotation)).status).toBe(404)
  const answer = await post('manifests', await fixture('testManifest.json'))
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({
    loaded: { uri: 'http://example.com/manfiest/test/manifest.json', short_id: 'source-1' }
  })
  expect(await (await fetch(`${url}/sas/manifests`)).text()).toContain('/iiif/2/manifest/source-1')
  const served = await fetch(`${url}/sas/manifests/source-1.json`)
  expect(served.headers.get('content-type')).toBe('application/ld+json; charset=UTF-8')
  expect(readManifest(await served.json())).toMatchObject({ version: 2, problems: [], canvases: [{ id: canvas }, {}] })
  expect((await fetch(`${url}/sas/manifests/source-2.json`)).status).toBe(404)
  expect((await post('annotation/create', annotation)).status).toBe(201)
  expect(await search()).toHaveLength(1)
  const md5 = createHash('md5').update(canvas).digest('hex')
  expect((await fetch(`${url}/sas/annotation/list/${md5}.json`)).status).toBe(200)
  const images = await client.images.query({})
  expect(images.total).toBeGreaterThan(0)
  expect((await client.images.get({ id: images.ids[0] ?? 0 })).pixels.kind).toBe('remote')
  expect(logged).toEqual([])
})

test('the same manifest twice changes nothing, and one step of undo takes it out again', async () => {
  const { client, post } = await startShare()
  const text = await fixture('testManifest.json')
  const first: unknown = await (await post('manifests', text)).json()
  const { total } = await client.images.query({})
  expect(await (await post('manifests', text)).json()).toMatchObject({ loaded: (first as { loaded: object }).loaded })
  expect((await client.images.query({})).total).toBe(total)
  await client.history.undo()
  expect((await client.images.query({})).total).toBe(0)
})

test.each(['query', 'form'])(
  'a manifest is taken from its address in the %s, and nothing else is fetched',
  async way => {
    const { post, client } = await startShare()
    const { address, asked } = await serveManifest(await fixture('testManifest.json'))
    const named = new URLSearchParams({ uri: address }).toString()
    const answer = await (way === 'query'
      ? post(`manifests?${named}`, '')
      : post('manifests', named, 'application/x-www-form-urlencoded'))
    expect(await answer.json()).toMatchObject({ loaded: { uri: 'http://example.com/manfiest/test/manifest.json' } })
    expect((await client.images.query({})).total).toBeGreaterThan(0)
    expect(asked).toEqual(['/manifest.json'])
  }
)

test('lists and pictures that a manifest names on this machine are left alone', async () => {
  const { post } = await startShare()
  const { address, asked } = await serveManifest('{}')
  const manifest = {
    '@id': 'http://example.com/m',
    '@type': 'sc:Manifest',
    label: 'Hostile',
    sequences: [
      {
        canvases: [
          {
            '@id': 'http://example.com/c',
            '@type': 'sc:Canvas',
            width: 10,
            height: 10,
            images: [{ resource: { '@id': address, '@type': 'dctypes:Image' }, on: 'http://example.com/c' }],
            otherContent: [{ '@id': address, '@type': 'sc:AnnotationList' }]
          }
        ]
      }
    ]
  }
  expect(await (await post('manifests', JSON.stringify(manifest))).json()).toMatchObject({
    loaded: { uri: 'http://example.com/m' },
    skipped: [expect.stringMatching(/not fetched/)]
  })
  expect(asked).toEqual([])
})

test.each([
  ['', /not valid JSON/],
  ['{', /not valid JSON/],
  ['[]', /no manifest/],
  ['{"@type":"sc:Manifest","sequences":[]}', /no address/],
  ['{"@type":"sc:Manifest","@id":"file:///etc/passwd","sequences":[]}', /no address/],
  ['invalidManifest.json', /canvases/]
])('what is no manifest is refused in a sentence: %s', async (body, message) => {
  const { post, client, logged } = await startShare()
  const response = await post('manifests', body.endsWith('.json') ? await fixture(body) : body)
  expect(response.status).toBe(400)
  const { error } = (await response.json()) as { error: { message: string } }
  expect(error.message).toMatch(message)
  expect(await client.sources.list()).toEqual([])
  expect(logged).toEqual([])
})

test('a share for reading takes no manifest', async () => {
  const { post } = await startShare(false)
  expect((await post('manifests', await fixture('testManifest.json'))).status).toBe(403)
})
