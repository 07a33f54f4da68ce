import { expect, test } from 'vitest'
import { planFolds } from './fold-plan'

const names = ['a', 'b', 'c']
const labels = Int32Array.from({ length: 90 }, (_, at) => at % 3)
// Two examples of each image, such as two boxes: they must not be divided.
const imageIds = Array.from({ length: 90 }, (_, at) => Math.floor(at / 6) * 3 + (at % 3))

test('every row is scored by exactly one model, which saw neither it nor its image', () => {
  const folds = planFolds(labels, imageIds, names, { folds: 3, seed: 42, validation: 0.15 })
  const scored = folds.flatMap(fold => Array.from(fold.scored))
  expect(scored.toSorted((a, b) => a - b)).toEqual(Array.from(labels.keys()))
  for (const { train, validation, scored } of folds) {
    expect(train.length + validation.length + scored.length).toBe(90)
    expect(validation.length).toBeGreaterThan(0)
    const seen = new Set([...train, ...validation].map(row => imageIds[row]))
    expect(Array.from(scored).some(row => seen.has(imageIds[row] ?? -1))).toBe(false)
    // Stratified: ten of each class.
    expect(names.map((_, label) => Array.from(scored).filter(row => labels[row] === label).length)).toEqual([
      10, 10, 10
    ])
  }
  expect(planFolds(labels, imageIds, names, { folds: 3, seed: 42, validation: 0.15 })).toEqual(folds)
  expect(planFolds(labels, imageIds, names, { folds: 3, seed: 43, validation: 0.15 })).not.toEqual(folds)
})

test('without a share of its own the fold chooses the epoch, as in the study', () => {
  const [fold] = planFolds(labels, imageIds, names, { folds: 3, seed: 42, validation: 0 })
  expect(fold?.validation).toEqual(fold?.scored)
  expect(fold?.train.length).toBe(60)
})

test('too few images for the folds is said with what to do', () => {
  const few = () => planFolds(Int32Array.of(0, 1), [1, 2], names, { folds: 3, seed: 1, validation: 0 })
  expect(few).toThrow(/Choose fewer folds/)
})
