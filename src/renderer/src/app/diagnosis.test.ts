import { ORPCError } from '@orpc/client'
import { expect, test } from 'vitest'
import { toFailure } from '@/api/failure'
import { writeDiagnosis } from './diagnosis'

test('a failure keeps its code, sentence and details from the wire', () => {
  const error = new ORPCError('NO_SPACE', { message: 'The disk is full.', data: { free: 0 } })
  expect(toFailure(error)).toEqual({ code: 'NO_SPACE', message: 'The disk is full.', details: { free: 0 } })
  expect(toFailure(new ORPCError('TEAPOT', { message: 'x' })).code).toBe('INTERNAL')
})

test('a connection that failed says what to do, not what fetch says', () => {
  expect(toFailure(new TypeError('Failed to fetch'))).toMatchObject({ code: 'UNREACHABLE' })
  expect(toFailure(new TypeError('x is undefined')).code).toBe('INTERNAL')
})

test('a diagnosis tells the program, the place and the failure', () => {
  const text = writeDiagnosis(
    { code: 'CORRUPT', message: 'Broken.', details: { object: 'ab' }, stack: 'at x' },
    { version: '1.2.3', host: 'node', screen: '#/library', userAgent: 'Browser', at: new Date(0) }
  )
  for (const part of ['1.2.3', '#/library', '1970-01-01', 'CORRUPT: Broken.', '"object": "ab"', 'at x']) {
    expect(text).toContain(part)
  }
})
