import { expect, test } from 'vitest'
import { groupSkipped } from './skipped-groups'

test('by cause and host, the resource’s host before the document’s', () => {
  const entry = (code: string, source: string, url?: string) => ({
    ...{ source, pointer: '', code, message: code },
    ...(url !== undefined && { url })
  })
  const groups = groupSkipped([
    entry('NOT_FOUND', 'https://a.example/m.json', 'https://b.example/1.jpg'),
    entry('NO_CANVAS', '/home/x/list.json'),
    entry('NOT_FOUND', 'https://a.example/m.json', 'https://b.example/2.jpg'),
    entry('NOT_FOUND', 'https://a.example/m.json')
  ])
  expect(groups.map(({ code, host, entries }) => `${code} ${host} ${entries.length}`)).toEqual([
    ...['NOT_FOUND b.example 2', 'NO_CANVAS  1', 'NOT_FOUND a.example 1']
  ])
})
