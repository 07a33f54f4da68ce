import { expect, test } from 'vitest'
import { defaultTraining } from '@shared/contract/training'
import { readDraft, writeDraft, type FormDraft } from './form-draft'

const draft: FormDraft = {
  datasetId: 3,
  model: 'deep',
  training: { ...defaultTraining, epochs: 7, seed: 5 },
  classWeight: { mode: 'hand', byHand: { 6: 2 } },
  start: { kind: 'new', runId: null, pop: 2, unfreezeFrom: null }
}

function memory() {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value)
  }
}

test('a draft comes back as it was, to its own project only', () => {
  const storage = memory()
  writeDraft('/a.vitrine', draft, storage)
  expect(readDraft('/a.vitrine', storage)).toEqual(draft)
  expect(readDraft('/b.vitrine', storage)).toBeNull()
})

test('what another version or another hand wrote is no draft', () => {
  const storage = memory()
  writeDraft('/a.vitrine', draft, storage)
  const [key = ''] = storage.kept.keys()
  for (const text of ['{', '{}', 'null', JSON.stringify({ ...draft, training: { epochs: -1 } })]) {
    storage.kept.set(key, text)
    expect(readDraft('/a.vitrine', storage)).toBeNull()
  }
})

test('a storage that refuses is no reason to fail', () => {
  const setItem = () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  expect(() => writeDraft('/a.vitrine', draft, { setItem })).not.toThrow()
})
