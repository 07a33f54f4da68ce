import { expect, test } from 'vitest'
import { createTrainingControl } from './control'

test('a cancel is not taken back by a later stop', () => {
  const control = createTrainingControl()
  control.tell('cancel')
  control.tell('stop')
  expect(control.stopping).toBe('cancel')
  expect(control.cancelled.aborted).toBe(true)
})

test('a training makes way until predictions are done', async () => {
  const control = createTrainingControl()
  control.tell('yield')
  let went = false
  const turn = control.turn(async () => {}).then(() => void (went = true))
  await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
  expect(went).toBe(false)
  control.tell('unyield')
  await turn
})
