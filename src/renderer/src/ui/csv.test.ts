import { expect, test } from 'vitest'
import { toCsv } from './csv'
import { sortRows } from './table-columns'

test('a table becomes CSV that a spreadsheet reads and does not run', () => {
  const csv = toCsv(
    ['name', 'n'],
    [
      ['a "b", c', 1.5],
      ['=HYPERLINK("x")', null],
      ['−3', -3]
    ]
  )
  expect(csv).toBe('name,n\r\n"a ""b"", c",1.5\r\n"\'=HYPERLINK(""x"")",\r\n−3,-3\r\n')
})

test('rows sort by their values, empty ones last either way', () => {
  const rows = [{ v: 10 }, { v: null }, { v: 9 }, { v: 100 }]
  const column = { key: 'v', title: 'v', value: (row: { v: number | null }) => row.v }
  expect(sortRows(rows, column, false).map(row => row.v)).toEqual([9, 10, 100, null])
  expect(sortRows(rows, column, true).map(row => row.v)).toEqual([100, 10, 9, null])
  const names = ['run 10', 'run 9'].map(name => ({ name }))
  expect(sortRows(names, { key: 'n', title: 'n', value: row => row.name }, false)[0]?.name).toBe('run 9')
})
