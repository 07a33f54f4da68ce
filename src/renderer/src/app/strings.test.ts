import { expect, test } from 'vitest'
import { catalogue } from './strings'

const modules = import.meta.glob<Readonly<Record<string, unknown>>>('../**/*strings.ts', { eager: true })

test('the catalogue holds the strings of every feature', () => {
  const known = new Set<unknown>(Object.values(catalogue))
  const strings = Object.entries(modules)
    .filter(([file]) => file !== './strings.ts')
    .flatMap(([file, exported]) =>
      Object.entries(exported).map(([name, value]) => ({ name: `${file} ${name}`, value }))
    )
    // What is exported beside the strings: functions that choose among them.
    .filter(({ value }) => typeof value === 'object')
  expect(strings.length).toBeGreaterThan(20)
  expect(strings.filter(({ value }) => !known.has(value)).map(({ name }) => name)).toEqual([])
})
