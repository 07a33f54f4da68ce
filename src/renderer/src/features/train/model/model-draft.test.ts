import { expect, test } from 'vitest'
import type { Model } from '@shared/contract/model'
import { findPreset } from '@shared/domain/models/presets/presets'
import { newLayer } from './layer-fields'
import { createModelDraft } from './model-draft'

const preset = (name: string): Model => {
  const found = findPreset(name)
  if (!found) throw new Error(`no preset ${name}`)
  return found.model
}
const namesOf = (draft: ReturnType<typeof createModelDraft>) => draft.model.value?.layers.map(({ name }) => name)

test('every change of the layers can be taken back and done again', () => {
  const draft = createModelDraft()
  draft.open(preset('scratch'), null)
  const before = namesOf(draft)
  draft.remove(0)
  draft.add(0, 'Dropout')
  const after = namesOf(draft)
  draft.undo()
  draft.undo()
  expect(namesOf(draft)).toEqual(before)
  expect(draft.canUndo.value).toBe(false)
  draft.redo()
  draft.redo()
  expect(namesOf(draft)).toEqual(after)
  expect(draft.canRedo.value).toBe(false)
  draft.undo()
  draft.move(0, 1)
  expect(draft.canRedo.value).toBe(false)
})

test('opening another model hands back what was not saved, and nothing when all was', () => {
  const draft = createModelDraft()
  expect(draft.open(preset('scratch'), 'mine')).toBeNull()
  expect(draft.isChanged.value).toBe(false)
  draft.remove(0)
  const left = draft.open(preset('deep'), null)
  expect(left?.origin).toBe('mine')
  // A fresh copy is unsaved, but nobody's work.
  expect(draft.isChanged.value).toBe(true)
  expect(draft.open(preset('scratch'), 'mine')).toBeNull()
  if (left) draft.takeUp(left)
  expect(draft.model.value?.layers).toHaveLength(preset('scratch').layers.length - 1)
  draft.markSaved()
  expect(draft.isChanged.value).toBe(false)
})

test('layers that take their input from one by name follow it when it is renamed', () => {
  const draft = createModelDraft()
  const [first, second] = [newLayer('Conv2D', new Set()), newLayer('Conv2D', new Set(['conv2d']))]
  const sum = { ...newLayer('Add', new Set()), inputs: [first.name, second.name] }
  draft.open({ name: 'mine', input_shape: [8, 8, 1], layers: [first, second, sum] }, null)
  draft.change(0, { ...first, name: 'stem' })
  expect(draft.model.value?.layers[2]?.inputs).toEqual(['stem', second.name])
})
