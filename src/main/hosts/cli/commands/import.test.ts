import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startMuseum, type Museum } from '../../../testing/museum'
import { startTestBackend, type TestBackend } from '../../../testing/test-backend'
import { UsageError, type Arguments, type Command } from '../command'
import { importSources } from './import'
import { offline } from './offline'

let museum: Museum
let started: TestBackend
let printed: { document: unknown; text: string }[]
beforeEach(async () => {
  museum = await startMuseum()
  started = await startTestBackend()
  printed = []
  await started.client.projects.create({ name: 'Terminal' })
})
afterEach(() => museum.close())

const run = (command: Command, positionals: readonly string[], options: Arguments['options'] = {}): Promise<void> =>
  command.run(
    { positionals: ['PROJECT', ...positionals], options: { 'allow-host': [museum.host], ...options } },
    {
      json: true,
      open: () => Promise.resolve(started.client),
      client: () => Promise.resolve(started.client),
      keepOpen: () => undefined,
      print: (document, text) => void printed.push({ document, text }),
      progress: () => undefined
    }
  )

test('looked into, imported by a class map without pictures, then kept offline', async () => {
  const from = `${museum.origin}/manifest.json`
  await run(importSources, [from], { preview: true })
  expect(printed[0]?.text).toMatch(/^Wardrobe: 4 images \(0 here already\), 12 annotations\n/)
  expect(printed[0]?.text).toMatch(/^label Coat \(1\): class$/m)
  expect(printed[0]?.text).toMatch(/^skipped NOT_FOUND \S+\/manifest\.json \/items\/3\/annotations\/0: /m)
  const classMap = join(started.folder, 'map.json')
  await writeFile(classMap, JSON.stringify({ Coat: 'Outerwear', 'Look here': null }))
  const lost = `${museum.origin}/canvas/lost`
  await run(importSources, [from], { 'class-map': classMap, pictures: 'none', 'leave-out': [lost] })
  expect(printed[1]?.document).toMatchObject({ imported: { images: 3, annotations: 2 } })
  expect((await started.client.classes.list()).map(({ name }) => name)).toEqual(['Outerwear', 'Dress'])

  await run(offline, [], { estimate: true, pictures: '600' })
  expect(printed[2]?.document).toMatchObject({ images: 3, kept: 0 })
  await run(offline, [], { source: 'Wardrobe', pictures: '600' })
  expect(printed[3]?.document).toMatchObject({ downloaded: 3, failed: [] })
})

test('without the host allowed nothing is asked of it; wrong words are told', async () => {
  const from = `${museum.origin}/manifest.json`
  await expect(run(importSources, [from], { 'allow-host': [] })).rejects.toMatchObject({ code: 'NO_PERMISSION' })
  expect(museum.asked).toEqual([])
  await expect(run(importSources, [from], { pictures: 'huge' })).rejects.toThrow(UsageError)
  await expect(run(importSources, [from], { 'allow-host': ['no host'] })).rejects.toThrow(UsageError)
  await expect(run(offline, [], { pictures: 'none' })).rejects.toThrow(UsageError)
})
