import { expect, test } from 'vitest'
import { bytes, confidence, count, decimal, duration, interval, moment, percent, pValue, timeLeft } from './format'

test('shares have one decimal, two when they rest on 10,000 or more, and a dash when undefined', () => {
  expect(percent(0.6, 15)).toBe('60.0\u00a0%')
  expect(percent(0.9119, 10_000)).toBe('91.19\u00a0%')
  expect(percent(null)).toBe('–')
  expect(interval([0.357, 0.802])).toBe('35.7–80.2')
  expect(interval([0.9056, 0.9172], 10_000)).toBe('90.56–91.72')
})

test('a confidence of one is never claimed', () => {
  expect(confidence(0.9999999)).toBe('0.999+')
  expect(confidence(1)).toBe('1.00')
  expect(confidence(0.97)).toBe('0.97')
})

test('p, minus and counts', () => {
  expect(pValue(0.00004)).toBe('p < 0.001')
  expect(pValue(0.008)).toBe('p = 0.008')
  expect(decimal(-1.25, 1)).toMatch(/^−1\.[23]$/)
  expect(count(70_092)).toBe('70,092')
})

test('moments are as short as they can be', () => {
  const now = new Date(2026, 10, 24, 15, 0)
  expect(moment(new Date(2026, 10, 24, 14, 32).toISOString(), now)).toBe('14:32')
  expect(moment(new Date(2026, 10, 18, 14, 32).toISOString(), now)).toMatch(/18/)
  expect(moment(new Date(2024, 10, 18).toISOString(), now)).toBe('2024-11-18')
})

test('times and sizes', () => {
  expect(duration(14.2)).toBe('14.2\u00a0s')
  expect(duration(125)).toBe('2\u00a0min 5\u00a0s')
  expect(duration(4320)).toBe('1\u00a0h 12\u00a0min')
  expect(timeLeft(new Date(120_000).toISOString(), 0)).toBe('about 2\u00a0min left')
  expect(timeLeft(null)).toBe('')
  expect(bytes(27_700_000)).toBe('27.7\u00a0MB')
  expect(bytes(0)).toBe('0\u00a0B')
})
