import { expect, test } from 'vitest'
import type { FeatureItem } from './feature-items'
import { leaksOf } from './leaks'

test('a group leaks where it stands in several parts of a split', () => {
  const split = (dataset: string | null, ...parts: readonly (string | null)[]) => ({
    dataset,
    partOf: (item: FeatureItem) => parts[Number(item.id)] ?? null
  })
  // Nothing but their id is asked for here.
  const group = ['0', '1', '2'].map(id => ({ id }) as FeatureItem)
  const splits = [split(null, 'train', 'train', null), split('coats 1', 'validation', null, 'train'), split('hats 2')]
  expect(leaksOf(group, splits)).toEqual([{ dataset: 'coats 1', parts: ['train', 'validation'] }])
  expect(leaksOf(group.slice(0, 2), splits)).toEqual([])
})
