import { expect, test } from 'vitest'
import type { OutlineNode } from '@shared/contract/sources'
import { takenLines, toggleLine } from './outline-choice'

const line = (kind: OutlineNode['kind'], depth: number, id: string, isRead = true): OutlineNode => ({
  ...{ kind, depth, id, isRead, label: id, width: 1, height: 1, annotations: 0, images: 1 },
  ...{ isKnown: false, hasPicture: false }
})
const none: ReadonlySet<string> = new Set()

const manifest = [
  line('manifest', 0, 'm'),
  line('range', 1, 'r'),
  line('canvas', 2, 'a'),
  line('canvas', 2, 'b'),
  line('canvas', 1, 'c')
]

test('a range is taken with its canvases, partly, or not', () => {
  expect(takenLines(manifest, none, none)).toEqual([true, true, true, true, true])
  const some = toggleLine(manifest, 2, false, none, none)
  expect(takenLines(manifest, some.leaveOut, some.only)).toEqual(['indeterminate', 'indeterminate', false, true, true])
  const range = toggleLine(manifest, 1, false, some.leaveOut, some.only)
  expect([...range.leaveOut]).toEqual(['a', 'b'])
  expect(takenLines(manifest, range.leaveOut, range.only)).toEqual(['indeterminate', false, false, false, true])
  const all = toggleLine(manifest, 0, true, range.leaveOut, range.only)
  expect(all.leaveOut.size).toBe(0)
})

test('members of a collection are taken one by one or with it', () => {
  const collection = [line('collection', 0, 'all'), line('manifest', 1, 'x', false), line('collection', 1, 'y', false)]
  expect(takenLines(collection, none, none)).toEqual([false, false, false])
  const one = toggleLine(collection, 1, true, none, none)
  expect(takenLines(collection, one.leaveOut, one.only)).toEqual(['indeterminate', true, false])
  expect([...toggleLine(collection, 0, true, none, none).only]).toEqual(['x', 'y'])
})
