import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeImageFolder, startProject } from './testing/import-project'

test('a folder labels images by its subfolders that came without labels; another label of the user’s stays, and is told', async () => {
  const folder = await makeImageFolder()
  const { client, importFrom } = await startProject()
  const labelled = async () => (await client.classes.list()).map(({ name, count }) => `${name} ${count}`)
  await importFrom(folder)
  expect(await importFrom(folder, { foldersAsClasses: true })).toMatchObject({
    imported: { annotations: 3 },
    known: 4
  })
  expect(await labelled()).toEqual(['coats 2', 'hats 1'])
  const again = await importFrom(folder, { foldersAsClasses: true, classMap: { hats: 'Hat' } })
  expect(again.imported.annotations).toBe(0)
  const told = again.skipped.filter(({ code }) => code === 'CONFLICT')
  expect(told.map(({ pointer }) => pointer)).toEqual(['hats/hat.webp', 'hats/same hat.webp'])
  expect(told[0]?.message).toMatch(/here already as “hats”, this one is called “Hat”/)
  expect(await labelled()).toEqual(expect.arrayContaining(['coats 2', 'hats 1']))
})

test('a folder gives a known picture one label, though it lies in the folders of two classes', async () => {
  const folder = await makeImageFolder()
  await copyFile(join(folder, 'hats', 'hat.webp'), join(folder, 'coats', 'stray.webp'))
  const { client, importFrom } = await startProject()
  await importFrom(folder)
  const { imported, skipped } = await importFrom(folder, { foldersAsClasses: true })
  expect(imported.annotations).toBe(3)
  expect(skipped.filter(({ code }) => code === 'CONFLICT').map(({ pointer }) => pointer)).toEqual([
    'hats/hat.webp',
    'hats/same hat.webp'
  ])
  // That it belongs to no class is a decision of the user's, too.
  const { ids } = await client.images.query({})
  for (const imageId of ids) {
    const [label] = await client.annotations.list({ imageId })
    await client.annotations.update({ id: label?.id ?? '', classId: null, status: 'outside' })
  }
  const again = await importFrom(folder, { foldersAsClasses: true })
  expect(again.imported.annotations).toBe(0)
  expect(again.skipped.find(({ code }) => code === 'CONFLICT')?.message).toContain('as “outside”')
})

test('a folder tells where the same picture lies in the folders of two classes', async () => {
  const folder = await makeImageFolder()
  await copyFile(join(folder, 'hats', 'hat.webp'), join(folder, 'coats', 'stray.webp'))
  const { importFrom } = await startProject()
  const { imported, skipped } = await importFrom(folder, { foldersAsClasses: true })
  expect(imported.annotations).toBe(3)
  expect(skipped.filter(({ code }) => code === 'CONFLICT').map(({ pointer }) => pointer)).toEqual([
    'hats/hat.webp',
    'hats/same hat.webp'
  ])
})
