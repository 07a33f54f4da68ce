import { expect, test } from 'vitest'
import { countFilters, readAddress, writeAddress } from './compare-address'

test('an address comes back as it was written', () => {
  const query = { runs: '3,1', on: 'source:2', tab: 'difference', show: 'wins', a: '1', b: '3', truth: '0', row: '17' }
  expect(writeAddress(readAddress(query))).toEqual({ ...query, ap: undefined, bp: undefined })
  expect(writeAddress(readAddress({}))).toEqual(expect.not.objectContaining({ show: 'all' }))
})

test('what an address can’t mean is left out', () => {
  const address = readAddress({ runs: '3,x,3,2.5,4', show: 'nonsense', truth: '-1', a: ['1'] })
  expect(address.runs).toEqual([3, 4])
  expect(address).toMatchObject({ show: 'all', truth: null, a: null })
  expect(readAddress({ runs: '1,2,3,4,5,6,7,8,9' }).runs).toHaveLength(8)
})

test('filters are counted', () => {
  expect(countFilters(readAddress({ show: 'allWrong', truth: '0' }))).toBe(2)
  expect(countFilters(readAddress({}))).toBe(0)
})
