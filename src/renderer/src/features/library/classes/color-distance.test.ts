import { expect, test } from 'vitest'
import palette from '../../../../../../resources/palettes/classes.json'
import { colorDistance, findClash } from './color-distance'

const entry = (color: string, position: number) => ({
  id: position + 1,
  name: `Class ${position}`,
  position,
  color,
  guideline: '',
  exampleImageIds: [],
  count: 0
})

test('the ten class colours are 0.116 apart for every eye, as the design says', () => {
  const colors = palette.classes.map(({ color }) => color)
  expect(colors).toHaveLength(10)
  const distances = colors.flatMap((a, i) => colors.slice(i + 1).map(b => colorDistance(a, b)))
  expect(Math.min(...distances)).toBeCloseTo(0.116, 2)
})

test('red and green that look alike without red cones are a clash', () => {
  const clash = findClash('#7a7a1e', [entry('#b36b1c', 0), entry('#2020ff', 1)])
  expect(clash?.entry.position).toBe(0)
  expect(colorDistance('#000000', '#ffffff')).toBeCloseTo(1, 2)
  expect(findClash('#ffffff', [entry('#000000', 0)])).toBeNull()
})
