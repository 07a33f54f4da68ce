import { expect, test } from 'vitest'
import { lossProblem, inputProblem, plannedModel } from './planned-model.ts'
import { findPreset } from './presets/presets.ts'
import { countParameters } from './weights.ts'

const modelOf = (name: string) => {
  const found = findPreset(name)
  if (!found) throw new Error(`no preset ${name}`)
  return found.model
}
const scratch = modelOf('scratch')

test('a preset gets an output per class of the dataset', () => {
  const planned = plannedModel({ model: scratch, startFrom: { kind: 'new' }, base: null, classes: 3 })
  expect(planned.layers.at(-1)).toMatchObject({ units: 3, activation: 'softmax' })
})

test('a transfer is what the transfer preset is: all but its head frozen', () => {
  const startFrom = { kind: 'pretrained', name: 'mnist-cnn', pop: 2, unfreezeFrom: null } as const
  const planned = plannedModel({ model: scratch, startFrom, base: modelOf('mnist-cnn'), classes: 10 })
  expect(countParameters(planned)).toEqual(countParameters(modelOf('transfer')))
  expect(planned.layers.filter(({ trainable }) => trainable).map(({ name }) => name)).toEqual(['head_dense', 'head'])
})

test('a continued run keeps its model, whatever the form says', () => {
  const startFrom = { kind: 'continue', runId: 'a', checkpoint: 'best' } as const
  expect(plannedModel({ model: scratch, startFrom, base: modelOf('deep'), classes: 10 })).toEqual(modelOf('deep'))
})

test('a loss that doesn’t fit the last layer, and pictures of another size, are told', () => {
  expect(lossProblem(scratch, 'sparse_categorical_crossentropy')).toBeNull()
  expect(lossProblem(scratch, 'squared_hinge')).toMatch(/activation linear/)
  expect(lossProblem(modelOf('cnn-svm'), 'sparse_categorical_crossentropy')).toMatch(/activation softmax/)
  expect(inputProblem(scratch, { name: 'garments', shape: [28, 28, 1] })).toBeNull()
  expect(inputProblem(scratch, { name: 'photos', shape: [224, 224, 3] })).toMatch(/28×28×1.*“photos” holds 224×224×3/)
})
