import { describe, expect, test } from 'vitest'
import type { ImageQuery } from '@shared/contract/images'
import type { IndexedImage } from './image-index'
import { queryImages } from './image-query'
import type { QueryContext } from './query-context'
import { foldText, naturalKey } from './text-keys'

const classes = [
  { id: 7, name: 'Coat' },
  { id: 3, name: 'Dress' }
]
const sources = [
  { id: 1, name: 'Photos' },
  { id: 2, name: 'Réserve' }
]

function image(id: number, change: Partial<IndexedImage> = {}): IndexedImage {
  const name = change.name ?? `image ${id}`
  return {
    id,
    name,
    nameKey: naturalKey(name),
    sourceId: 1,
    split: 'none',
    classIds: [],
    status: 'unlabelled',
    boxes: 0,
    longestSide: 100,
    size: 'small',
    modifiedAt: 0,
    metadata: {},
    text: foldText(`${name}\n${Object.values(change.metadata ?? {}).join('\n')}`),
    crop: null,
    certainty: null,
    ...change
  }
}

const images = [
  image(1, { name: 'b 10', classIds: [7], status: 'labelled', split: 'train', metadata: { Date: '1890' } }),
  image(2, { name: 'B 9', classIds: [3], status: 'labelled', split: 'train', sourceId: 2 }),
  image(3, {
    name: 'Crème',
    classIds: [3, 7],
    status: 'unsure',
    split: 'test',
    boxes: 2,
    longestSide: 5000,
    size: 'large'
  }),
  image(4, { name: 'a', split: 'test', metadata: { Date: '1790' } })
]
const context: QueryContext = { images, classes, sources, revision: 5 }

function query(change: Partial<ImageQuery>) {
  return queryImages({ filter: {}, sort: { by: 'imported', descending: false }, groupBy: null, ...change }, context)
}
const ids = (change: Partial<ImageQuery>) => query(change).ids

describe('a query over images', () => {
  test('combines filters with and, the values of one with or', () => {
    expect(ids({ filter: { splits: ['train'] } })).toEqual([1, 2])
    expect(ids({ filter: { splits: ['train', 'test'], classes: [7] } })).toEqual([1, 3])
    expect(ids({ filter: { classes: [null] } })).toEqual([4])
    expect(ids({ filter: { boxes: false, labelled: true } })).toEqual([1, 2])
    expect(ids({ filter: { metadata: { Date: ['1790', '1800'] } } })).toEqual([4])
    expect(ids({ filter: { ids: [4, 9], sources: [] } })).toEqual([4])
  })

  test('counts each facet under the other filters, with zero listed', () => {
    const { facets, total } = query({ filter: { splits: ['train'], classes: [7] } })
    expect(total).toBe(4)
    expect(facets.splits).toEqual([
      { value: 'train', count: 1 },
      { value: 'validation', count: 0 },
      { value: 'test', count: 1 },
      { value: 'none', count: 0 }
    ])
    expect(facets.classes).toEqual([
      { value: 7, count: 1 },
      { value: 3, count: 1 },
      { value: null, count: 0 }
    ])
    expect(facets.boxes).toEqual([
      { value: true, count: 0 },
      { value: false, count: 1 }
    ])
  })

  test('searches names, metadata and class names by words, without accents and case', () => {
    expect(ids({ filter: { text: 'CREME' } })).toEqual([3])
    expect(ids({ filter: { text: 'coat' } })).toEqual([1, 3])
    expect(ids({ filter: { text: 'coat 1890' } })).toEqual([1])
    expect(ids({ filter: { text: 'nothing' } })).toEqual([])
  })

  test('sorts names by their numbers and puts what has no value last, either way', () => {
    expect(ids({ sort: { by: 'name', descending: false } })).toEqual([4, 2, 1, 3])
    expect(ids({ sort: { by: 'metadata:Date', descending: false } })).toEqual([4, 1, 2, 3])
    expect(ids({ sort: { by: 'metadata:Date', descending: true } })).toEqual([1, 4, 2, 3])
    // In the order of the class list, not of its ids.
    expect(ids({ sort: { by: 'class', descending: false } })).toEqual([1, 2, 3, 4])
  })

  test('groups keep the order within and leave out empty ones', () => {
    const { ids, groups, classIds } = query({ groupBy: 'class', sort: { by: 'name', descending: false } })
    expect(ids).toEqual([1, 2, 3, 4])
    expect(classIds).toEqual([7, 3, 3, 0])
    expect(groups).toEqual([
      { key: '7', title: 'Coat', start: 0, count: 1 },
      { key: '3', title: 'Dress', start: 1, count: 2 },
      { key: '0', title: 'No class', start: 3, count: 1 }
    ])
    expect(query({ groupBy: 'source' }).groups.map(({ title, count }) => `${title} ${count}`)).toEqual([
      'Photos 3',
      'Réserve 1'
    ])
  })
})
