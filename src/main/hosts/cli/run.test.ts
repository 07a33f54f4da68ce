import { readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { startTestBackend, temporaryFolder } from '../../testing/test-backend'
import { runCommandLine } from './run'

const photos = resolve('resources/sample/photos')
let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
  vi.stubEnv('VITRINE_USER_DATA', join(folder, 'user'))
})

/** What a command prints and how it ends, as a script would see it. */
async function vitrine(...argv: readonly string[]): Promise<{ out: string; err: string; code: number }> {
  const written = { out: '', err: '' }
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(text => ((written.out += String(text)), true))
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(text => ((written.err += String(text)), true))
  try {
    const code = await runCommandLine(argv)
    const exit = process.exitCode ?? 0
    process.exitCode = undefined
    return { ...written, code: code === 0 ? Number(exit) : code }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

test('a project from its making to an export, by the commands that a script would give', async () => {
  const project = join(folder, 'Coats')
  expect(await vitrine('new', project)).toMatchObject({
    code: 0,
    out: `${project}.vitrine: 0 images, 0 labels, 0 classes\n`
  })
  const imported = await vitrine('import', project, photos, '--json')
  expect(imported.code).toBe(0)
  expect(JSON.parse(imported.out)).toMatchObject({ imported: { sources: 1, images: 44 }, known: 0, skipped: [] })

  const missing = await vitrine('annotate', project, '--image', '1', '--whole', '--label', 'Coat')
  expect(missing).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no class “Coat”. It has none yet. --new-class/)
  })
  const beside = ['--image', '1', '--label', 'Coat', '--new-class', '--box', '99999,1,5,5']
  const outside = JSON.parse((await vitrine('annotate', project, ...beside, '--json')).out)
  expect(outside).toMatchObject({ error: { code: 'INVALID_INPUT', details: { width: expect.any(Number) } } })
  const box = ['--image', '1', '--label', 'Coat', '--new-class', '--box', '10,20,30,40']
  expect(JSON.parse((await vitrine('annotate', project, ...box, '--json')).out)).toMatchObject({ revision: 3 })

  for (const format of ['w3c', 'csv']) {
    const out = join(folder, format)
    expect(await vitrine('export', project, '--format', format, '--out', out)).toMatchObject({ code: 0 })
    expect((await readdir(out)).length).toBeGreaterThan(0)
    const again = await vitrine('export', project, '--format', format, '--out', out)
    expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/not empty/) })
  }
  expect(await vitrine('verify', project)).toMatchObject({ code: 0, out: expect.stringMatching(/sound/) })

  const objects = join(`${project}.vitrine`, 'objects')
  await rm(join(objects, (await readdir(objects))[0] ?? ''), { recursive: true })
  const unsound = await vitrine('verify', project, '--json')
  expect(unsound).toMatchObject({ code: 1, err: expect.stringMatching(/Files are missing/) })
  expect(JSON.parse(unsound.out)).toMatchObject({ ok: false, problems: [{ code: 'OBJECT_MISSING' }] })
})

test.each([
  [['bogus'], 2, /no command “bogus”/],
  [['new'], 2, /usage: vitrine new PROJECT/],
  [['new', '/dev/null/here'], 1, /dev\/null/],
  [['import', 'PROJECT'], 2, /usage: vitrine import PROJECT SOURCE/],
  [['import', '/nowhere', photos], 1, /There is no project at \/nowhere/],
  [['import', 'x', '--format', 'bogus', 'y'], 2, /--format is one of/],
  [['annotate', '/nowhere', '--image', 'one', '--label', 'Coat', '--whole'], 2, /--image takes a number/],
  [['annotate', '/nowhere', '--image', '1', '--label', 'Coat', '--box', '1,2,3'], 2, /--box takes x,y,w,h/],
  [['annotate', '/nowhere', '--image', '1', '--label', 'Coat', '--box', '1,2,,5'], 2, /--box takes x,y,w,h/],
  [['export', '/nowhere', '--format', 'bogus', '--out', 'x'], 2, /--format is one of/],
  [['export', '/nowhere', '--format', 'csv'], 2, /--out names the folder/],
  [['verify', '/nowhere'], 1, /There is no project/],
  [['verify', '/tmp', 'too', 'many'], 2, /one argument too many/],
  [['serve', '--port', '70000'], 2, /port from 0 to 65535/],
  [['open', '/nowhere'], 1, /There is no project/],
  [['list', resolve('package.json'), 'sources'], 1, /file where a folder is needed|no project/]
] as const)('%s ends with %i and a sentence', async (argv, code, sentence) => {
  const ended = await vitrine(...argv)
  expect(ended.code).toBe(code)
  expect(ended.err).toMatch(sentence)
  expect(ended.err).not.toMatch(/\n\s+at /)
  expect(ended.out).toBe('')
})

test('a dataset that is there already under another name is told by that name', async () => {
  const project = join(folder, 'Twice')
  await vitrine('new', project)
  expect((await vitrine('dataset', project, 'add', 'fashion-mnist-200', '--name', 'first')).code).toBe(0)
  const { out, err } = await vitrine('dataset', project, 'freeze', 'second')
  expect(out).toMatch(/^first@1: 1700 train/)
  expect(err).toMatch(/“second” would be the same as first@1/)
})

test('a lock that came with a folder from elsewhere leads nobody to an address', async () => {
  const project = join(folder, 'Coats')
  await vitrine('new', project)
  let asked = 0
  const server = createServer((_, response) => void (asked++, response.end('{}')))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const lock = { nonce: 'x', pid: 1, processStart: null, computer: 'elsewhere', acquiredAt: new Date().toISOString() }
  const file = join(`${project}.vitrine`, 'lock.json')
  await writeFile(file, JSON.stringify({ ...lock, address: `http://127.0.0.1:${port}/?token=t` }))
  // Whether that program lives can't be told from here: the project opens read-only.
  expect(await vitrine('list', project, 'sources')).toMatchObject({ code: 0, err: expect.stringMatching(/elsewhere/) })
  expect(asked).toBe(0)
  server.close()
})

test('lists annotations of every image, also where one of its boxes waits for a label', async () => {
  const project = join(folder, 'Coats')
  await vitrine('new', project)
  await vitrine('import', project, photos)
  const box = ['--image', '1', '--label', 'Coat', '--new-class', '--box']
  await vitrine('annotate', project, ...box, '10,20,30,40')
  const { images } = JSON.parse((await vitrine('list', project, 'images', '--json')).out)
  const table = join(folder, 'labels.csv')
  await writeFile(table, `file,x,y,w,h,label\n${images[0].name},1,2,30,40,\n`)
  await vitrine('import', project, table)
  const { annotations } = JSON.parse((await vitrine('list', project, 'annotations', '--json')).out)
  expect(annotations).toMatchObject([
    { imageId: 1, status: 'labelled' },
    { imageId: 1, status: 'unlabelled' }
  ])
})

test('lists what a run can be trained from, presets included', async () => {
  const project = join(folder, 'Coats')
  await vitrine('new', project)
  expect((await vitrine('list', project, 'models')).out).toMatch(/^scratch\tScratch\t/)
})

test('a project that another program holds says so once', async () => {
  const project = join(folder, 'Coats')
  await vitrine('new', project)
  const holder = await startTestBackend()
  await holder.client.projects.open({ path: `${project}.vitrine` })
  const refused = await vitrine('import', project, photos)
  expect(refused.code).toBe(1)
  expect(refused.err.match(/open in another program/g)).toHaveLength(1)
  const { out } = await vitrine('import', project, photos, '--json')
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'READ_ONLY' } })
})
