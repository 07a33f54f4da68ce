import { expect, test } from 'vitest'
import type { AnnotationStatus } from '../../contract/annotations'
import { newAnnotation, withNote, withStatus } from './edit'
import { labelOf, noteOf } from './note'
import { parseAll } from './parse-all'
import { annotationV2 } from './serialise-v2'
import { annotationV3 } from './serialise-v3'
import { asStated, statedStatus } from './state'

const dialects = { 2: annotationV2, 3: annotationV3 } as const
const draft = { id: 'http://e.org/a', canvas: 'http://e.org/c', region: { kind: 'whole' } } as const

function reread(annotation: ReturnType<typeof newAnnotation>, version: 2 | 3) {
  const [read] = parseAll([dialects[version](annotation, 'http://e.org/a')]).parsed
  if (!read) throw new Error('not read')
  return read
}

test.each([2, 3] as const)('version %i keeps label, state and note apart', version => {
  for (const label of [null, 'Höhere Schuhe, 2', 'reviewed', '和服 きもの', '<b>&amp;'])
    for (const note of ['', 'left one', 'two\nlines'])
      for (const status of ['labelled', 'reviewed', 'unsure', 'outside'] as const) {
        const read = reread(newAnnotation({ ...draft, label, note, status: asStated(status) }), version)
        expect([labelOf(read)?.text ?? null, noteOf(read), statedStatus(read)]).toEqual([label, note, asStated(status)])
      }
})

test.each([2, 3] as const)('version %i: what was read says another state and note, and no more', version => {
  const first = reread(newAnnotation({ ...draft, label: 'Dress', note: 'red', status: 'unsure' }), version)
  expect(withNote(withStatus(first, 'unsure'), 'red')).toBe(first)
  const changed = reread(withNote(withStatus(first, 'reviewed'), 'blue <i>'), version)
  expect([labelOf(changed)?.text, noteOf(changed), statedStatus(changed)]).toEqual(['Dress', 'blue <i>', 'reviewed'])
  const bare = reread(withNote(withStatus(first, null), ''), version)
  expect(bare.bodies.map(({ value }) => value)).toEqual(['Dress'])
})

test('a note on HTML stays HTML, what it says is escaped', () => {
  const body = [{ type: 'TextualBody', purpose: 'tagging', value: 'Dress' }, { type: 'TextualBody', format: 'text/html', value: '<p>old</p>' }] // prettier-ignore
  const [read] = parseAll([{ id: 'http://e.org/a', type: 'Annotation', body, target: 'http://e.org/c' }]).parsed
  if (!read) throw new Error('not read')
  const changed = withNote(read, 'a < b\nc')
  expect(changed.bodies[1]?.value).toBe('<p>a &lt; b<br>c</p>')
  expect(noteOf(changed)).toBe('a < b\nc')
})

test('only states that a label does not imply are stated', () => {
  const all: readonly AnnotationStatus[] = ['labelled', 'unlabelled', 'unsure', 'outside', 'reviewed', 'suggested']
  expect(all.filter(status => asStated(status) !== null)).toEqual(['unsure', 'outside', 'reviewed'])
})
