import { expect, test } from 'vitest'
import { findPreset } from '@shared/domain/models/presets/presets'
import { keepModelDraft, readModelDraft } from './kept-draft'
import type { Draft } from './model-draft'

const scratch = findPreset('scratch')?.model
if (!scratch) throw new Error('no preset scratch')
const edited = { ...scratch, name: 'mine', layers: scratch.layers.slice(1) }
const draft: Draft = { model: edited, origin: null, saved: null, past: [scratch], future: [] }

function memory() {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key)
  }
}
const windowOf = (common: ReturnType<typeof memory>) => ({ own: memory(), common })

test('a draft comes back with its steps of undo, in its own project only, also in the next window', () => {
  const window = windowOf(memory())
  keepModelDraft('/a.vitrine', draft, window)
  expect(readModelDraft('/a.vitrine', window)).toEqual(draft)
  expect(readModelDraft('/b.vitrine', window)).toBeNull()
  expect(readModelDraft('/a.vitrine', windowOf(window.common))).toEqual(draft)
})

test('what was saved or given up is gone; what another window edits meanwhile stays', () => {
  const common = memory()
  const [first, second] = [windowOf(common), windowOf(common)]
  keepModelDraft('/a.vitrine', draft, first)
  keepModelDraft('/a.vitrine', null, first)
  expect(readModelDraft('/a.vitrine', first)).toBeNull()
  keepModelDraft('/a.vitrine', draft, first)
  keepModelDraft('/a.vitrine', { ...draft, model: scratch }, second)
  keepModelDraft('/a.vitrine', null, first)
  expect(readModelDraft('/a.vitrine', windowOf(common))?.model).toEqual(scratch)
})

test('a model that can’t be trained yet is kept as it stands, a long history by its latest steps', () => {
  const window = windowOf(memory())
  const unsound = { ...edited, name: '', layers: edited.layers.toReversed() }
  const past = Array.from({ length: 60 }, (_, at) => ({ ...scratch, name: `step ${at}` }))
  keepModelDraft('/a.vitrine', { ...draft, model: unsound, past }, window)
  const read = readModelDraft('/a.vitrine', window)
  expect(read?.model).toEqual(unsound)
  expect(read?.past.at(-1)?.name).toBe('step 59')
  expect(read?.past.length).toBeLessThan(60)
})

test('what another version or another hand wrote is no draft, and a storage that refuses no reason to fail', () => {
  const window = windowOf(memory())
  keepModelDraft('/a.vitrine', draft, window)
  const [key = ''] = window.own.kept.keys()
  for (const text of ['{', '{}', 'null', JSON.stringify({ ...draft, past: 'none' })]) {
    window.own.kept.set(key, text)
    expect(readModelDraft('/a.vitrine', window)).toBeNull()
  }
  const setItem = () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  const full = { ...memory(), setItem }
  expect(() => keepModelDraft('/a.vitrine', draft, { own: full, common: full })).not.toThrow()
})
