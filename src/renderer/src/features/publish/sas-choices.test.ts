import { expect, test } from 'vitest'
import type { SasChange } from '@shared/contract/sas'
import { needsChoice, readyChanges } from './sas-choices'

const change = (id: string, state: SasChange['state'], applied = false): SasChange => ({
  ...{ id, state, applied, imageId: 1, image: 'sandal.jpg' },
  ...{ mine: 'Sandal (1,1,5,5)', theirs: state === 'gone' ? null : 'Sandal (2,2,6,6)' }
})
const changes = [change('a', 'add', true), change('b', 'conflict'), change('c', 'gone'), change('d', 'other-way')]

test('a person says which side counts of a conflict, and whether to send again what was deleted there', () => {
  const asked = (direction: 'pull' | 'push') => changes.filter(one => needsChoice(one, direction)).map(({ id }) => id)
  expect(asked('pull')).toEqual(['b'])
  expect(asked('push')).toEqual(['b', 'c'])
})

test.each([
  ['pull', {}, ['a']],
  ['pull', { b: 'theirs' }, ['a', 'b']],
  ['pull', { b: 'mine', c: 'theirs' }, ['a']],
  ['push', { b: 'mine' }, ['a', 'b']],
  ['push', { b: 'theirs', c: 'mine', d: 'mine' }, ['a', 'c']]
] as const)('%s with %o carries out %o', (direction, choices, ids) => {
  expect(readyChanges({ changes, direction }, choices).map(({ id }) => id)).toEqual(ids)
})
