import { describe, expect, test } from 'vitest'
import type { Layer, Model } from '../../contract/model.ts'
import { frozenBase } from './frozen-base.ts'
import { createLayerList } from './layer-list.ts'
import { findPreset } from './presets/presets.ts'
import { inferShapes } from './shapes.ts'
import { unfreezeFrom } from './surgery.ts'
import { weightSpecs } from './weights.ts'

const photo = findPreset('photo')?.model
if (!photo) throw new Error('no preset photo')

describe('the frozen base', () => {
  test('of photo ends below its head', () => {
    const base = frozenBase(photo)
    expect(base?.layer).toBe('head')
    expect(base?.head.input_shape).toEqual([1, 1, 1280])
    expect(base && weightSpecs(base.head)).toEqual(weightSpecs(photo).filter(spec => spec.layer === 'head'))
  })

  test('ends at the first block that is unfrozen, whose shortcut reads the same activations', () => {
    const base = frozenBase(unfreezeFrom(photo, 'block14_expand'))
    expect(base?.head.input_shape).toEqual([7, 7, 192])
    expect(base && inferShapes(base.head)).toMatchObject({ problems: [], output: [10] })
  })

  test('ends at batch normalisation that follows its batches, though it has no weights to train', () => {
    const list = createLayerList()
    list.flatten()
    list.dense(4)
    list.batchNormalization({ name: 'norm' })
    list.dense(2)
    const layers = list.layers.map((layer, at): Layer => {
      if (layer.class_name === 'BatchNormalization') return { ...layer, center: false, scale: false }
      return { ...layer, trainable: at > 2 }
    })
    expect(frozenBase({ name: 'plain', input_shape: [2, 2, 1], layers })?.layer).toBe('norm')
  })

  test('is none where all is trained, or where a later layer looks into it', () => {
    const scratch = findPreset('scratch')
    expect(scratch && frozenBase(scratch.model)).toBeNull()
    const list = createLayerList()
    const first = list.dense(4, { inputs: [list.flatten()] })
    const second = list.dense(4)
    list.dense(2, { inputs: [list.concatenate([first, list.dense(4, { inputs: [second] })])] })
    const layers = list.layers.map((layer, at) => ({ ...layer, trainable: at > 2 }))
    const model: Model = { name: 'shortcut', input_shape: [2, 2, 1], layers }
    expect(frozenBase(model)).toBeNull()
  })
})
