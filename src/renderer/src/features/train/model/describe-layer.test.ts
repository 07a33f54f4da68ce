import { expect, test } from 'vitest'
import * as v from 'valibot'
import { layerSchema } from '@shared/contract/model'
import { describeLayer } from './describe-layer'

const rescaling = (scale: number, offset: number) =>
  describeLayer(v.parse(layerSchema, { class_name: 'Rescaling', name: 'rescaling', inputs: [], scale, offset }))

test('a rescaling is told in few digits and with one sign', () => {
  expect(rescaling(1.9921875, -0.9921875)).toBe('× 1.992 − 0.9922')
  expect(rescaling(1 / 255, 0)).toBe('× 0.003922 + 0')
})
