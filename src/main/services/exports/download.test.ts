import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ExportReport } from '@shared/contract/exports'
import { startAwkwardProject } from './testing/awkward-project'
import { readZip } from './testing/read-zip'

const ask = (path: string) => new Request(`http://vitrine.test${path}`)

async function exportForDownload(project: Awaited<ReturnType<typeof startAwkwardProject>>): Promise<ExportReport> {
  const { jobId } = await project.client.exports.start({ format: 'crops' })
  return (await project.ended(jobId)).result as ExportReport // of an export job
}

test('an export without a folder is downloaded as an archive with the names of its files', async () => {
  const project = await startAwkwardProject()
  const { out, download, count } = await exportForDownload(project)
  const response = await project.backend.fetch(ask(download ?? ''))
  expect(response.headers.get('content-type')).toBe('application/zip')
  expect(response.headers.get('content-disposition')).toContain(`filename*=UTF-8''Exports%20crops.zip`)
  const files = readZip(Buffer.from(await response.arrayBuffer()))
  expect(out).toBe('Exports crops')
  expect([...files.keys()]).toContain('Exports crops/和服 きもの/large.png')
  expect(files.size).toBe(count)
  expect(files.get('Exports crops/和服 きもの/large.png')?.subarray(1, 4).toString()).toBe('PNG')
})

test('what is no export gives no file of the disk, and nothing stays when the program ends', async () => {
  const project = await startAwkwardProject()
  const { download } = await exportForDownload(project)
  for (const path of ['/download/', '/download/..%2f..', '/download/0c5c1b6e-7a0b-4b0e-8f2f-000000000000', `${download}/..`])
    expect((await project.backend.fetch(ask(path))).status, path).toBe(404)
  // Who leaves in the middle keeps nothing open.
  await (await project.backend.fetch(ask(download ?? ''))).body?.cancel()
  await project.backend.close()
  expect(await readdir(join(project.folder, 'user/downloads'))).toEqual([])
  expect(project.logged).toEqual([])
}) // prettier-ignore
