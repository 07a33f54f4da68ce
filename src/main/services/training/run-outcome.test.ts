import { expect, test } from 'vitest'
import { VitrineError } from '@shared/contract/errors'
import { trainResult } from '../../engine-client/testing/answers'
import { failure, finished } from './run-outcome'

test('a run that the user stopped is told from one that came to its end', () => {
  expect(finished({ ...trainResult, stopped: 'stopped' })).toMatchObject({ state: 'stopped', stopped: 'stopped' })
  for (const stopped of ['completed', 'early_stopping'] as const)
    expect(finished({ ...trainResult, stopped })).toMatchObject({ state: 'finished', stopped })
})

test('a cancelled run was interrupted and has not failed', () => {
  expect(failure(new VitrineError('CANCELLED', 'Cancelled.'))).toEqual({ state: 'interrupted' })
  const error = new VitrineError('NO_SPACE', 'The disk is full.')
  expect(failure(error)).toEqual({ state: 'failed', error: error.toBody() })
  expect(failure(new TypeError('x is undefined'))).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } })
})
