import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, test } from 'vitest'
import { countFilters, readQuery, writeQuery, type LibraryQuery } from './query-address'

const full: LibraryQuery = {
  filter: {
    text: 'red, coat',
    classes: [3, null],
    sources: [1, 2],
    splits: ['train', 'none'],
    status: ['unsure'],
    labelled: false,
    boxes: true,
    size: ['tiny', 'large'],
    metadata: { 'Accession, no.': ['T.1-2,3', 'T.4 & 5'] },
    ids: [7, 9]
  },
  sort: { by: 'metadata:Date', descending: true },
  groupBy: 'class'
}

test('every filter survives the address bar', async () => {
  const component = {}
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component }] })
  await router.push({ path: '/library', query: writeQuery(full) })
  expect(readQuery(router.currentRoute.value.query)).toEqual(full)
  const { fullPath } = router.currentRoute.value
  await router.push('/')
  await router.push(fullPath)
  expect(readQuery(router.currentRoute.value.query)).toEqual(full)
  expect(countFilters(full.filter)).toBe(10)
})

test('no filter is an empty address', () => {
  expect(writeQuery(readQuery({}))).toEqual({})
  expect(writeQuery({ ...readQuery({}), groupBy: null })).toEqual({ group: 'none' })
  expect(readQuery({ group: 'none' }).groupBy).toBeNull()
  expect(countFilters(readQuery({}).filter)).toBe(0)
})

test('an address typed wrong filters by what can be understood', () => {
  const { filter, sort, groupBy } = readQuery({
    class: 'x,2,-1,none',
    split: 'train,nonsense',
    sort: '-nonsense',
    group: 'planet',
    source: '1.5,3'
  })
  expect(filter).toEqual({ classes: [2, null], splits: ['train'], sources: [3] })
  expect(sort).toEqual({ by: 'imported', descending: false })
  expect(groupBy).toBe('source')
})
