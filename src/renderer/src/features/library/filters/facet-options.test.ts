import { expect, test } from 'vitest'
import type { ImageQueryResult } from '@shared/contract/images'
import { listFacets, toggleFacet } from './facet-options'

const coat = { id: 5, name: 'Coat', position: 4, color: '#a7baff', guideline: '', exampleImageIds: [], count: 3 }
const facets: ImageQueryResult['facets'] = {
  classes: [
    { value: 5, count: 3 },
    { value: null, count: 0 }
  ],
  labelled: [
    { value: true, count: 3 },
    { value: false, count: 0 }
  ],
  sources: [{ value: 1, count: 3 }],
  splits: [],
  status: [],
  boxes: [],
  size: []
}
const names = { classes: new Map([[5, coat]]), sources: new Map() }

test('values have their names, and zero stays listed', () => {
  const [classes, labelled] = listFacets(facets, { classes: [null] }, names)
  expect(classes?.options.map(({ label, count, chosen }) => [label, count, chosen])).toEqual([
    ['Coat', 3, false],
    ['Unlabelled', 0, true]
  ])
  expect(labelled?.options.map(option => option.label)).toEqual(['Labelled', 'Unlabelled'])
})

test('a facet with one value is left out until it is chosen', () => {
  expect(listFacets(facets, {}, names).map(facet => facet.key)).not.toContain('sources')
  expect(listFacets(facets, { sources: [1] }, names).map(facet => facet.key)).toContain('sources')
})

test('ticking adds, unticking the last one takes the filter off', () => {
  const one = toggleFacet({ text: 'x' }, 'classes', null)
  expect(one).toEqual({ text: 'x', classes: [null] })
  const two = toggleFacet(one, 'classes', 5)
  expect(two.classes).toEqual([null, 5])
  expect(toggleFacet(toggleFacet(two, 'classes', 5), 'classes', null).classes).toBeUndefined()
})

test('labelled and unlabelled exclude one another', () => {
  const on = toggleFacet({}, 'labelled', true)
  expect(on.labelled).toBe(true)
  expect(toggleFacet(on, 'labelled', false).labelled).toBe(false)
  expect(toggleFacet(on, 'labelled', true).labelled).toBeUndefined()
})
