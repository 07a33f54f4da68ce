import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFetcher, type FetcherOptions, type FetchRequest } from './fetcher'
import { FetchError } from './fetch-error'

type Handler = (request: IncomingMessage, response: ServerResponse) => void
const routes = new Map<string, Handler>()
let server: Server
let port = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    const handler = routes.get(request.url ?? '')
    if (handler) handler(request, response)
    else response.writeHead(404).end('nothing')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const limits = { concurrency: 4, intervalMs: 0 }
const local = (): string => `http://127.0.0.1:${port}`
function fetcher(options: FetcherOptions = {}) {
  return createFetcher({ limits, environment: {}, allowHosts: () => ['127.0.0.1'], ...options })
}
async function failure(url: string, options: FetcherOptions = {}, request: FetchRequest = {}): Promise<FetchError> {
  try {
    await fetcher(options).fetch(url, request)
  } catch (error) {
    if (error instanceof FetchError) return error
    throw error
  }
  throw new Error(`${url} was fetched`)
}
function route(path: string, handler: Handler): string {
  routes.set(path, handler)
  return local() + path
}

test('fetches bytes with what is needed to keep them', async () => {
  const url = route('/ok', (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json', etag: '"1"' }).end('{"a":"é"}')
  )
  const resource = await fetcher().fetch(`${url}#xywh=1,2,3,4`)
  expect(resource).toMatchObject({ url, status: 200, contentType: 'application/json', etag: '"1"' })
  expect(resource.bytes.toString()).toBe('{"a":"é"}')
})

test('unpacks, and counts unpacked bytes against the limit', async () => {
  const url = route('/bomb', (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000)))
  )
  expect((await fetcher().fetch(url)).bytes).toHaveLength(20_000_000)
  expect((await failure(url, {}, { maxBytes: 1_000_000 })).reason).toBe('TOO_LARGE')
})

test('a body that never ends stops at the limit, one that says it is too long is not read', async () => {
  const endless = route('/endless', (_, response) => {
    response.writeHead(200)
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    }
    response.on('drain', write)
    write()
  })
  expect((await failure(endless, {}, { maxBytes: 500_000 })).reason).toBe('TOO_LARGE')
  const long = route('/long', (_, response) => response.writeHead(200, { 'content-length': '99999999' }).write('x'))
  expect((await failure(long, {}, { maxBytes: 500_000 })).reason).toBe('TOO_LARGE')
})

test('sends a body', async () => {
  const url = route('/create', (request, response) => {
    let text = ''
    request.on('data', chunk => (text += String(chunk)))
    request.on('end', () => response.writeHead(201).end(`${request.method} ${request.headers['content-type']} ${text}`))
  })
  const resource = await fetcher().fetch(url, { method: 'POST', body: { text: '{}', type: 'application/ld+json' } })
  expect([resource.status, resource.bytes.toString()]).toEqual([201, 'POST application/ld+json {}'])
})

describe('addresses', () => {
  const ok: Handler = (_, response) => response.end('reached')

  test.each([
    'file:///etc/passwd',
    'ftp://e.org/',
    'javascript:alert(1)',
    'data:text/plain,x',
    'not an address',
    'http://user:secret@e.org/',
    'http://:secret@e.org/'
  ])('%s is refused', async url => expect((await failure(url)).reason).toBe('BAD_URL'))

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
    'http://192.168.0.1:8080/'
  ])('%s is refused unless allowed', async url =>
    expect((await failure(url, { allowHosts: () => [] })).reason).toBe('FORBIDDEN_ADDRESS')
  )

  test('a name that resolves to a private address is refused, also if only one of several is', async () => {
    const resolve = async () => [{ address: '93.184.215.14', family: 4 }, { address: '127.0.0.1', family: 4 }] // prettier-ignore
    expect((await failure('http://rebind.example/', { resolve })).reason).toBe('FORBIDDEN_ADDRESS')
  })

  test('the checked address is used: a name is resolved once', async () => {
    let asked = 0
    const resolve = async () => {
      asked++
      return asked === 1 ? [{ address: '127.0.0.1', family: 4 }] : []
    }
    route('/pinned', ok)
    const options = { resolve, allowHosts: () => ['museum.example'] }
    const resource = await fetcher(options).fetch(`http://museum.example:${port}/pinned`)
    expect(resource.bytes.toString()).toBe('reached')
    expect(asked).toBe(1)
  })

  test('a redirect to a private address is refused, to a file as well', async () => {
    route('/inside', ok)
    const inside = route('/to-inside', (_, response) =>
      response.writeHead(302, { location: `http://localhost:${port}/inside` }).end()
    )
    expect((await failure(inside)).reason).toBe('FORBIDDEN_ADDRESS')
    const file = route('/to-file', (_, response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end())
    expect((await failure(file)).reason).toBe('BAD_URL')
  })

  test('redirects are followed a few times', async () => {
    const end = route('/end', ok)
    const start = route('/start', (_, response) => response.writeHead(303, { location: '/end' }).end())
    expect(await fetcher().fetch(start)).toMatchObject({ url: end })
    const loop = route('/loop', (_, response) => response.writeHead(302, { location: '/loop' }).end())
    expect((await failure(loop)).reason).toBe('TOO_MANY_REDIRECTS')
  })
})

describe('failures say why', () => {
  test.each([
    [401, 'UNAUTHORISED'],
    [404, 'NOT_FOUND'],
    [410, 'NOT_FOUND'],
    [429, 'RATE_LIMITED'],
    [500, 'HTTP_STATUS']
  ])('%i', async (status, reason) => {
    const url = route(`/status/${status}`, (_, response) => response.writeHead(status).end())
    const error = await failure(url)
    expect(error).toMatchObject({ reason, url, details: { status, url, reason } })
    expect(error.message).toContain('127.0.0.1')
  })

  test('unknown name, closed port, cut connection, broken packing', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    expect((await failure('http://nowhere.example/', { resolve })).reason).toBe('DNS')
    expect((await failure('http://127.0.0.1:1/')).reason).toBe('CONNECTION')
    const cut = route('/cut', (_, response) => response.writeHead(200).write('x', () => response.destroy()))
    expect((await failure(cut)).reason).toBe('CONNECTION')
    const junk = route('/junk', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('junk'))
    expect((await failure(junk)).reason).toBe('CONNECTION')
  })

  test('https without a valid certificate', async () => {
    expect((await failure(`https://127.0.0.1:${port}/`)).reason).toMatch(/TLS|CONNECTION/)
  })

  test('too slow', async () => {
    const url = route('/slow', () => undefined)
    expect((await failure(url, {}, { timeoutMs: 30 })).reason).toBe('TIMEOUT')
    const stuck = route('/stuck', (_, response) => response.writeHead(200).write('x'))
    expect((await failure(stuck, {}, { timeoutMs: 30 })).reason).toBe('TIMEOUT')
  })

  test('cancelled under way and in the queue', async () => {
    const controller = new AbortController()
    const url = route('/wait', () => controller.abort())
    expect((await failure(url, {}, { signal: controller.signal })).reason).toBe('CANCELLED')
    expect((await failure(url, {}, { signal: AbortSignal.abort() })).code).toBe('CANCELLED')
  })
})

test('the proxy of the environment is used, and names of this computer still refused', async () => {
  const seen: string[] = []
  const proxy = createServer((request, response) => {
    seen.push(request.url ?? '')
    response.end('through the proxy')
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  try {
    const address = proxy.address()
    const environment = { http_proxy: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` }
    const resolve = () => Promise.reject(new Error('behind a proxy no name is resolved here'))
    const resource = await fetcher({ environment, resolve }).fetch('http://museum.example/manifest.json')
    expect(resource.bytes.toString()).toBe('through the proxy')
    expect(seen).toEqual(['http://museum.example/manifest.json'])
    expect((await failure('http://localhost/', { environment })).reason).toBe('FORBIDDEN_ADDRESS')
    expect((await failure('http://10.0.0.1/', { environment })).reason).toBe('FORBIDDEN_ADDRESS')
  } finally {
    proxy.closeAllConnections()
    proxy.close()
  }
})

test('a host gets no more requests at once than its limit', async () => {
  let active = 0
  let most = 0
  const held: (() => void)[] = []
  const url = route('/busy', (_, response) => {
    active++
    most = Math.max(most, active)
    held.push(() => {
      active--
      response.end()
    })
    if (held.length === 2) for (const release of held.splice(0)) setImmediate(release)
  })
  const { fetch } = fetcher({ limits: { concurrency: 2, intervalMs: 0 } })
  await Promise.all(Array.from({ length: 8 }, () => fetch(url)))
  expect(most).toBe(2)
})
