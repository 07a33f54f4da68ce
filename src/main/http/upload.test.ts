import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { ImportReport } from '@shared/contract/sources'
import { createUploads } from '../files/uploads'
import { verified } from '../testing/job-end'
import { startTestBackend, temporaryFolder } from '../testing/test-backend'
import { createUploadHandler } from './upload'

const picture = (hue: number) =>
  sharp({ create: { width: 30, height: 20, channels: 3, background: { r: hue, g: 90, b: 30 } } })
    .png()
    .toBuffer()

const post = (path: string, body: Uint8Array | string): Request =>
  new Request(`http://vitrine.test/upload/${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : Uint8Array.from(body)
  })

test('uploaded files are imported as a source of their own and leave no copy behind', async () => {
  const { backend, client, ended, folder } = await startTestBackend()
  await client.projects.create({ name: 'Uploaded' })
  const batch = randomUUID()
  for (const [path, body] of [
    ['Finds%202026/a%20b.png', await picture(1)],
    ['Finds%202026/deep/c%3Ad.png', await picture(2)],
    ['Finds%202026/broken.jpg', 'no picture'],
    ['Finds%202026/empty.jpg', '']
  ] as const) {
    expect((await backend.fetch(post(`${batch}/${path}`, body))).status).toBe(204)
  }
  const job = await ended((await client.sources.import({ from: `upload:${batch}`, copy: false })).jobId)
  expect(job).toMatchObject({ error: null, title: 'Import uploaded files' })
  // The result of an import job.
  const { imported, skipped } = job.result as ImportReport
  expect(imported.images).toBe(2)
  expect(skipped.map(({ source, pointer }) => `${source}: ${pointer}`).sort()).toEqual([
    'Finds 2026: broken.jpg',
    'Finds 2026: empty.jpg'
  ])
  expect(await client.sources.list()).toMatchObject([
    { kind: 'upload', name: 'Finds 2026', uri: 'Finds 2026', images: 2 }
  ])
  expect((await verified(client)).ok).toBe(true)
  const left = await readdir(folder, { recursive: true })
  expect(left.filter(name => name.includes(batch))).toEqual([])
  const again = await ended((await client.sources.import({ from: `upload:${batch}` })).jobId)
  expect(again.error).toMatchObject({ code: 'NOT_FOUND' })
})

test('one uploaded picture is imported, too', async () => {
  const { backend, client, ended } = await startTestBackend()
  await client.projects.create({ name: 'One' })
  const batch = randomUUID()
  await backend.fetch(post(`${batch}/single.png`, await picture(3)))
  const job = await ended((await client.sources.import({ from: `upload:${batch}` })).jobId)
  expect(job.error).toBe(null)
  const { ids } = await client.images.query({})
  expect(await client.images.summaries({ ids })).toMatchObject([{ name: 'single.png' }])
})

test('names that lead elsewhere, files that are too large and repeated names are refused', async () => {
  const folder = await temporaryFolder()
  const uploads = await createUploads(join(folder, 'uploads'), 10)
  const bugs: unknown[] = []
  const handle = createUploadHandler({ save: uploads.save, report: bug => bugs.push(bug) })
  const batch = randomUUID()
  const answer = async (path: string, body = 'x'): Promise<[number, string]> => {
    const response = await handle(post(path, body))
    return [response.status, response.status === 204 ? '' : (await response.json()).error.code]
  }
  for (const path of [
    `${batch}/..%2Fout.png`,
    `${batch}/a%2F..%2F..%2Fout.png`,
    `${batch}/%00.png`,
    `${batch}/a//b.png`,
    `${batch}/${'n'.repeat(256)}`,
    `${batch}/${'d/'.repeat(16)}x.png`,
    `${batch}/%E0%A4%A`,
    'no-uuid/a.png'
  ]) {
    expect([path, ...(await answer(path))]).toEqual([path, 400, 'INVALID_INPUT'])
  }
  expect(await answer(`${batch}/large.png`, 'more than ten bytes')).toEqual([400, 'TOO_LARGE'])
  expect(await answer(`${batch}/a.png`, 'first')).toEqual([204, ''])
  expect(await answer(`${batch}/a.png`, 'second')).toEqual([409, 'CONFLICT'])
  expect(await readFile(join(folder, 'uploads', batch, 'a.png'), 'utf8')).toBe('first')
  expect(await readdir(folder)).toEqual(['uploads'])
  expect(bugs).toEqual([])
})
