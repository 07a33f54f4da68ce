import { expect, test } from 'vitest'
import { toDateTime } from './date-time'

test.each([
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['2017-10-15T07:15:27', '2017-10-15T07:15:27Z'],
  ['2018-01-23 09:54:08+00:00', '2018-01-23T09:54:08+00:00'],
  ['2018-01-23T09:54:08.123+0100', '2018-01-23T09:54:08.123+01:00'],
  ['2018-01-23', '2018-01-23T00:00:00Z'],
  ['yesterday', null],
  ['2018-13-45', null]
])('%s → %s', (text, expected) => expect(toDateTime(text)).toBe(expected))
