import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFetcher } from '../../net/fetcher'
import { createCatalogue } from './catalogue'
import { knownDatasets, type KnownDataset } from './known-datasets'

const names = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']
const contents = names.map((name, at) => Buffer.alloc(300 + at, name))

let folder: string
let server: Server
let asked: string[]
/** How the server answers, by file name; the packed file where nothing is said. */
let answers: Map<string, (response: ServerResponse) => void>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-catalogue-'))
  asked = []
  answers = new Map()
  server = createServer((request, response) => {
    const name = request.url?.split('/').at(-1) ?? ''
    asked.push(name)
    const at = names.indexOf(name.replace('-ubyte.gz', ''))
    const answer = answers.get(name)
    if (answer) answer(response)
    else response.end(gzipSync(contents[at] ?? ''))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

function open() {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const entry: KnownDataset = {
    id: 'tiny',
    title: 'Tiny',
    classes: ['a', 'b'],
    counts: { train: 2, test: 1 },
    licence: 'CC0',
    hint: '',
    folders: [],
    download: {
      from: `http://127.0.0.1:${port}/tiny/`,
      files: contents.map((content, at) => ({
        name: `${names[at]}-ubyte.gz`,
        bytes: 50,
        unpackedBytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex')
      }))
    }
  }
  const fetcher = createFetcher({ environment: {}, allowHosts: () => ['127.0.0.1'] })
  return createCatalogue({ resourcesDir: folder, downloadsDir: join(folder, 'datasets'), fetcher, known: [entry] })
}
const quiet = () => ({ signal: new AbortController().signal, progress: () => undefined })
const kept = () => readdir(join(folder, 'datasets', 'tiny'))

test('tells what would be fetched, fetches it when asked, and has it from then on', async () => {
  const catalogue = open()
  const [absent] = catalogue.list()
  expect(absent).toMatchObject({ state: 'absent', bytes: null })
  expect(absent?.download?.map(({ bytes }) => bytes)).toEqual([50, 50, 50, 50])
  expect(absent?.download?.[0]?.url).toMatch(/^http:.*train-images-idx3-ubyte\.gz$/)
  expect(asked).toEqual([])

  const told: string[] = []
  const { folder: got } = await catalogue.download('tiny', { ...quiet(), progress: (_, detail) => told.push(detail) })
  expect(told.at(-1)).toBe('Downloading 0.0 of 0.0 MB')
  expect(catalogue.locate('tiny')).toMatchObject({ folder: got, classes: ['a', 'b'] })
  expect(catalogue.list()).toMatchObject([{ state: 'found', download: null }])
})

test('what arrives damaged is refused and not kept; a second try fetches only what is missing', async () => {
  answers.set('t10k-images-idx3-ubyte.gz', response => response.end(gzipSync('something else')))
  const catalogue = open()
  await expect(catalogue.download('tiny', quiet())).rejects.toMatchObject({
    code: 'CORRUPT',
    message: expect.stringMatching(/not the file that was expected.*import a folder/)
  })
  expect(await kept()).toEqual(['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'])
  expect(catalogue.locate('tiny')).toBeNull()

  answers.clear()
  asked = []
  await catalogue.download('tiny', quiet())
  expect(asked).toEqual(['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'])
})

test('a content that unpacks to more than it should is refused', async () => {
  answers.set('train-images-idx3-ubyte.gz', response => response.end(gzipSync(Buffer.alloc(100_000))))
  await expect(open().download('tiny', quiet())).rejects.toMatchObject({ code: 'CORRUPT' })
})

test('the connection breaks: says so, and how to go on', async () => {
  answers.set('train-labels-idx1-ubyte.gz', response => response.destroy())
  const catalogue = open()
  await expect(catalogue.download('tiny', quiet())).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
    message: expect.stringMatching(/^Tiny was not downloaded\. The connection to 127.0.0.1.* failed.*import a folder/)
  })
  expect(await kept()).toEqual(['train-images-idx3-ubyte.gz'])
})

test('can be cancelled while a file arrives', async () => {
  const stop = new AbortController()
  answers.set('train-labels-idx1-ubyte.gz', response => {
    response.writeHead(200)
    response.write('x', () => stop.abort())
  })
  const job = { signal: stop.signal, progress: () => undefined }
  await expect(open().download('tiny', job)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await kept()).toEqual(['train-images-idx3-ubyte.gz'])
})

test('what is offered for download comes by https, with a hash and four files each', () => {
  const offered = knownDatasets.flatMap(({ download }) => download ?? [])
  expect(offered).toHaveLength(2)
  for (const { from, files } of offered) {
    expect(from).toMatch(/^https:\/\/.*\/$/)
    expect(files.map(({ name }) => name)).toEqual(names.map(name => `${name}-ubyte.gz`))
    for (const { sha256 } of files) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  }
})
