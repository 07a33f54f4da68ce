import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/test-backend'
import { openDatabase } from './database'
import { createEdit } from './edit'
import { explainingDatabase } from './failures'
import { decodeInverse, encodeInverse } from './inverse'

const note = 'n'.repeat(1000)

test('a change that the disk has no room for fails with NO_SPACE and leaves what was there', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'project.sqlite')
  const { sqlite, close } = openDatabase(path, { readOnly: false })
  const addClasses = (count: number) =>
    explainingDatabase(() =>
      sqlite
        .transaction(() => {
          const edit = createEdit(sqlite)
          for (let at = 0; at < count; at++) {
            edit.insert('class', {
              name: `${at}`,
              position: at,
              color: '#000000',
              guideline: note,
              exampleImageIds: []
            })
          }
        })
        .immediate()
    )
  const count = () => sqlite.prepare('select count(*) from class').pluck().get()
  addClasses(10)
  // SQLite gives the same answer for a file that may not grow as for a disk that is full.
  sqlite.pragma(`max_page_count = ${Number(sqlite.pragma('page_count', { simple: true })) + 2}`)
  expect(() => addClasses(1000)).toThrow(expect.objectContaining({ code: 'NO_SPACE' }))
  expect(count()).toBe(10)
  close()
  const again = openDatabase(path, { readOnly: false })
  expect(again.sqlite.prepare('select count(*) from class').pluck().get()).toBe(10)
  expect(again.sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
  again.close()
})

test('edits of one transaction fold into the least that undoes them', async () => {
  const folder = await temporaryFolder()
  const { sqlite, close } = openDatabase(join(folder, 'project.sqlite'), { readOnly: false })
  const row = { name: 'a', position: 0, color: '#000000', exampleImageIds: [1, 2] }
  const first = createEdit(sqlite)
  const kept = first.insert('class', row)
  const edit = createEdit(sqlite)
  edit.update('class', kept, { name: 'b' })
  edit.update('class', kept, { name: 'c', position: 4 })
  edit.update('class', kept, { position: 0 })
  const brief = edit.insert('class', row)
  edit.update('class', brief, { name: 'z' })
  edit.remove('class', brief)
  expect(edit.update('class', kept, { name: 'c' })).toBe(false)
  expect(edit.inverse.get('class')).toEqual(new Map([[kept, { kind: 'set', values: { name: 'a', position: 0 } }]]))
  expect(decodeInverse(encodeInverse(edit.inverse))).toEqual(edit.inverse)

  const gone = createEdit(sqlite)
  gone.update('class', kept, { name: 'd' })
  gone.remove('class', kept)
  const back = createEdit(sqlite)
  back.apply(decodeInverse(encodeInverse(gone.inverse)))
  expect(sqlite.prepare('select name, example_image_ids from class where id = ?').get(kept)).toEqual({
    name: 'c',
    example_image_ids: '[1,2]'
  })
  close()
})
