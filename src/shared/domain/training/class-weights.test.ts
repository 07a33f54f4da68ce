import { expect, test } from 'vitest'
import { balancedClassWeights } from './class-weights'

test('balanced weights are scikit-learn’s', () => {
  // sklearn.utils.class_weight.compute_class_weight('balanced', classes=[0, 1, 2], y=[0]*2 + [1]*6 + [2]*4)
  expect(balancedClassWeights([2, 6, 4])).toEqual({ 0: 2, 1: 12 / 18, 2: 1 })
  expect(balancedClassWeights([4, 0])).toEqual({ 0: 0.5, 1: 1 })
})
