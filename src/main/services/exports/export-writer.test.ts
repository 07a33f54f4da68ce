import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/test-backend'
import type { JobContext } from '../jobs/running-job'
import { writeExport } from './export-writer'

// An export asks its job for no more.
const job = { checkpoint: () => Promise.resolve(), progress: () => undefined } as unknown as JobContext

test('what somebody put into the folder meanwhile is not written over, and nothing of the export stays', async () => {
  const folder = await temporaryFolder()
  const out = join(folder, 'out')
  const writing = writeExport(out, job, async ({ write }) => {
    await write('labels.csv', 'ours')
    await mkdir(out)
    await writeFile(join(out, 'labels.csv'), 'theirs')
  })
  await expect(writing).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/not empty/) })
  expect(await readdir(folder)).toEqual(['out'])
  expect(await readFile(join(out, 'labels.csv'), 'utf8')).toBe('theirs')
})
