import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { walkFolder } from './walk-folder'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-walk-'))
  await mkdir(join(folder, 'a/b'), { recursive: true })
  for (const name of ['top.png', 'a/one.png', 'a/b/two.png']) await writeFile(join(folder, name), '')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const names = (files: readonly string[]) => files.map(file => relative(folder, file)).toSorted()

it('finds the files of a folder and of all below it', async () => {
  expect(names((await walkFolder(folder)).files)).toEqual(['a/b/two.png', 'a/one.png', 'top.png'])
})

// Root may read every folder.
it.skipIf(process.getuid?.() === 0)('goes on without a subfolder that may not be read, and says so', async () => {
  await chmod(join(folder, 'a/b'), 0)
  const { files, unreadable } = await walkFolder(folder)
  await chmod(join(folder, 'a/b'), 0o700)
  expect(names(files)).toEqual(['a/one.png', 'top.png'])
  expect(unreadable).toMatchObject([{ path: join(folder, 'a/b') }])
})

it('fails for a folder that is not there', async () => {
  await expect(walkFolder(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
