import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { startGarmentRun, type GarmentRun } from '../../../testing/garment-run'
import { UsageError, type Command } from '../command'
import { compare } from './compare'
import { evaluate } from './evaluate'
import { predict } from './predict'

let started: GarmentRun
let photos: string
beforeEach(async () => {
  started = await startGarmentRun()
  photos = String(started.population.kind === 'source' ? started.population.sourceId : 0)
})

async function run(command: Command, options: Readonly<Record<string, string | boolean>>) {
  const printed: { document: unknown; text: string }[] = []
  await command.run(
    { positionals: ['PROJECT'], options },
    {
      json: true,
      open: () => Promise.resolve(started.client),
      client: () => Promise.resolve(started.client),
      keepOpen: () => undefined,
      print: (document, text) => void printed.push({ document, text }),
      progress: () => undefined
    }
  )
  return printed[0] ?? { document: null, text: '' }
}

async function write(name: string, text: string): Promise<string> {
  const path = join(started.folder, name)
  await writeFile(path, text)
  return path
}

test('classes that the model doesn’t know: no accuracy, then a map from a file, by place, and none again', async () => {
  const on = { run: '1', on: photos }
  const without = await run(evaluate, on)
  expect(without.document).toMatchObject({ protocol: 'out-of-distribution', accuracy: null, population: { count: 3 } })
  expect(without.text).toMatch(/Dress +3 of 3/)

  const map = await write('map.json', JSON.stringify({ 'Klasse Dress': 'Dress', 'Klasse Shirt': null }))
  const mapped = await run(evaluate, { ...on, map })
  expect(mapped.document).toMatchObject({
    accuracy: 1,
    population: { count: 1 },
    labelMap: { kind: 'by-hand' },
    leftOut: { unpredicted: 0 }
  })
  expect(mapped.text).toMatch(/classes are mapped by-hand: .*Klasse Dress → Dress \(1\)/)
  expect((await run(evaluate, { ...on, map: 'index' })).text).toMatch(/mapped index, which means nothing/)
  expect((await run(evaluate, { ...on, map: 'drop' })).document).toMatchObject({ accuracy: null })

  const wrong = await write('wrong.json', JSON.stringify({ 'Klasse Dress': 'Gown' }))
  await expect(run(evaluate, { ...on, map: wrong })).rejects.toThrow(/“Gown”/)
  await expect(run(evaluate, { ...on, map: 'nowhere.json' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('predictions from a file are judged and compared beside a run', async () => {
  const { client } = started
  const { ids } = await client.images.query({ filter: { sources: [Number(photos)] } })
  const names = await Promise.all(ids.map(async id => (await client.images.get({ id })).name))
  const rows = names.map(name => `"${name}",Klasse Dress`)
  const file = await write('theirs.csv', ['item,label', ...rows.slice(1)].join('\n'))
  await expect(run(predict, { import: file })).rejects.toThrow(UsageError)
  await expect(run(predict, { import: file, on: photos })).rejects.toThrow(/says nothing of 1 of 3 items/)
  const imported = await run(predict, { import: file, on: photos, note: 'a friend', 'leave-out-missing': true })
  expect(imported.document).toMatchObject({ sets: [{ name: 'theirs', count: 2, provenance: { note: 'a friend' } }] })
  expect(imported.text).toBe('external 2 theirs: 2 labels')

  const judged = await run(evaluate, { run: 'theirs' })
  expect(judged.document).toMatchObject({ protocol: 'external', recipe: null, leftOut: { unpredicted: 1 } })
  expect(judged.text).toMatch(/^external 2 on .*, external: [0-2] of 2/)
  await expect(run(evaluate, { run: 'theirs', recipe: 'study' })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  // It says “Klasse Dress”, which is none of the run's classes.
  await run(evaluate, { run: '1', on: photos, map: 'index' })
  await expect(run(compare, { runs: '1,theirs', on: photos })).rejects.toMatchObject({ code: 'CONFLICT' })
})
