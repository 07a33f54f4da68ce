import { expect, test } from 'vitest'
import { inferShapes } from '@shared/domain/models/shapes'
import { changeLayer, layerClasses, newLayer, readPadding, readPair, showPadding } from './layer-fields'
import { readModel } from './read-model'

test('every class of layer can be added, with Keras’s name for it', () => {
  expect(layerClasses.map(name => newLayer(name, new Set()).class_name)).toEqual(layerClasses)
  expect(newLayer('MaxPooling2D', new Set()).name).toBe('max_pooling2d')
  expect(newLayer('Conv2D', new Set(['conv2d', 'conv2d_1'])).name).toBe('conv2d_2')
  expect(newLayer('GlobalAveragePooling2D', new Set()).name).toBe('global_average_pooling2d')
})

test('a setting that can’t be is refused with a reason, the layer stays', () => {
  const layer = newLayer('Dropout', new Set())
  expect(changeLayer(layer, { rate: 0.25 })).toMatchObject({ rate: 0.25 })
  expect(changeLayer(layer, { rate: 2 })).toHaveProperty('reason')
  expect(changeLayer(layer, { name: 'not a name' })).toHaveProperty('reason')
})

test('pairs are written short or long', () => {
  expect([readPair('3'), readPair('3×2'), readPair(' 5 x 5 '), readPair('a'), readPair('')]).toEqual([
    [3, 3],
    [3, 2],
    [5, 5],
    null,
    null
  ])
})

test('padding is written in each of Keras’s three forms, and shown in the shortest', () => {
  const same = (text: string) => {
    const padding = readPadding(text)
    return padding && showPadding(padding)
  }
  expect(['2', '1x3', '1×1', '1, 0, 1, 0', '2,2,5,5', '1,2', '-1', 'a', ''].map(same)).toEqual([
    ...['2', '1×3', '1', '1, 0, 1, 0', '2×5', '1×2', null, null, null]
  ])
  expect(readPadding('1, 0, 2, 3')).toEqual([
    [1, 0],
    [2, 3]
  ])
})

test('a model that is being edited tells shapes up to the layer that fails, and why it does', () => {
  const layers = [newLayer('Conv2D', new Set()), newLayer('Dense', new Set()), newLayer('Dropout', new Set())]
  const model = { name: 'mine', input_shape: [28, 28, 1] as [number, number, number], layers }
  const facts = readModel(model, 64)
  expect(facts.isSound).toBe(false)
  expect(facts.rows.map(({ shape }) => shape)).toEqual(['26×26×32', '–', '–'])
  expect(facts.rows[1]?.problems[0]).toMatch(/Flatten/)
  expect(facts.rows[2]?.problems).toEqual([])
  expect(inferShapes(model).problems).toHaveLength(1)
})
