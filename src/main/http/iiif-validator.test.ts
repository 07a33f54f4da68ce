import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGate } from '../images/gate'
import { createImageRenderer } from '../images/iiif-render'
import { sharp } from '../images/safe-sharp'
import type { ServedImage } from '../images/served-image'
import { createTilePacks } from '../images/tile-pack'
import { createIiifImageHandler } from './iiif-image'

/** The IIIF consortium's own validator, from PyPI, against a server on the loopback address. */
const validator = 'iiif-validator==1.0.5'
const identifier = '67352ccc-d1b0-11e1-89ae-279075081939'
const environment = join(homedir(), '.cache', 'vitrine', 'venv-iiif-validator-1.0.5')

const run = promisify(execFile)
let missing: string | null = null
let server: Server | undefined
let folder: string | undefined

/** Why the validator can't run, or null. Its environment is made once and kept. */
async function prepareValidator(): Promise<string | null> {
  const python = join(environment, 'bin', 'python')
  if (!existsSync(python)) {
    // Made beside its place and moved: an attempt that breaks off leaves nothing half done.
    const attempt = `${environment}-${randomUUID()}`
    try {
      await mkdir(dirname(environment), { recursive: true })
      await run('python3', ['-m', 'venv', attempt])
      await run(join(attempt, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', validator])
      await rename(attempt, environment)
    } catch (error) {
      await rm(attempt, { recursive: true, force: true })
      if (!existsSync(python)) return `no environment for ${validator}: ${String(error).slice(0, 300)}`
    }
  }
  const check = run(python, ['-c', 'import magic, iiif_validator.validator'])
  return await check.then(
    () => null,
    (error: unknown) => `the validator doesn’t load (Debian: apt-get install libmagic1): ${String(error).slice(-300)}`
  )
}

/** 10 × 10 squares of 100 px in the colours that the validator itself expects, column by column. */
async function referenceImage(): Promise<Buffer> {
  const script =
    'import json; from iiif_validator.validator import ValidationInfo as V; print(json.dumps(V().colorInfo))'
  const { stdout } = await run(join(environment, 'bin', 'python'), ['-c', script])
  // The package announces itself on the first lines.
  const colours = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as number[][][] // the validator's table: column, row, RGB
  const data = new Uint8Array(1000 * 1000 * 3)
  for (let y = 0; y < 1000; y++) {
    for (let x = 0; x < 1000; x++) {
      data.set(colours[Math.floor(x / 100)]?.[Math.floor(y / 100)] ?? [], (y * 1000 + x) * 3)
    }
  }
  return await sharp(data, { raw: { width: 1000, height: 1000, channels: 3 } })
    .png()
    .toBuffer()
}

async function listen(handler: (request: Request) => Promise<Response>): Promise<Server> {
  const listening = createServer((incoming, outgoing) => {
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, { headers })
    void handler(request).then(async response => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.end(await response.bytes())
    })
  })
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  return listening
}

beforeAll(async () => {
  missing = await prepareValidator()
  if (missing !== null) return
  const bytes = await referenceImage()
  folder = await mkdtemp(join(tmpdir(), 'vitrine-validator-'))
  const image: ServedImage = {
    hash: 'squares',
    width: 1000,
    height: 1000,
    format: { kind: 'encoded' },
    rights: null,
    read: async () => bytes
  }
  const packs = createTilePacks({ folder, gate: createGate(1) })
  const resolveImage = async (id: string): Promise<ServedImage | null> => (id === identifier ? image : null)
  server = await listen(createIiifImageHandler({ resolveImage, renderer: createImageRenderer({ packs }), cors: true }))
}, 300_000)

afterAll(async () => {
  server?.close()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

const cases = [
  { version: '2.0', major: 2, count: 30 },
  { version: '3.0', major: 3, count: 33 }
]

for (const { version, major, count } of cases) {
  test(`the official validator passes version ${version} at level 2`, async context => {
    if (missing !== null) return context.skip(missing)
    const address = server?.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const script = join(environment, 'bin', 'iiif-validate.py')
    const target = ['-s', `127.0.0.1:${port}`, '-p', `iiif/image/${major}`, '-i', identifier]
    const command = [script, ...target, `--version=${version}`, '--level', '2']
    // It exits with the number of failed tests and writes what they were.
    const outcome = await run(join(environment, 'bin', 'python'), command).catch(
      (failure: { stdout: string; stderr: string }) => failure
    )
    expect(outcome.stderr + outcome.stdout).toContain(`Done (${count} tests, 0 failures)`)
  })
}
