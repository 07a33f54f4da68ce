import { expect, test } from 'vitest'
import { datasetProblem } from './dataset-problem'

const dataset = (...train: readonly number[]) => ({
  name: 'coats',
  classes: train.map((_, id) => ({ id, name: `class ${id}` })),
  balance: train.map(count => ({ train: count, validation: 1, test: 1 }))
})

test('a training part needs images of two classes', () => {
  expect(datasetProblem(dataset(3, 0, 1))).toBeNull()
  expect(datasetProblem(dataset(0, 4, 0))).toMatch(/All training images of “coats” are “class 1”\. Label/)
  expect(datasetProblem(dataset(0, 0))).toMatch(/no training images\. Freeze/)
})
