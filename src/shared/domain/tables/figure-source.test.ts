import { expect, test } from 'vitest'
import { figureFile, withSource } from './figure-source'

const source = { run: 'run 12 deep', population: 'Fotos für heute: Kleider', protocol: 'held-out', n: 15 }

test('every row says what its figures belong to', () => {
  const table = { columns: ['class', 'recall'], rows: [['Shirt', 0.3333333333333333]] }
  expect(withSource(table, source)).toEqual({
    columns: ['run', 'population', 'protocol', 'n', 'class', 'recall'],
    rows: [['run 12 deep', 'Fotos für heute: Kleider', 'held-out', 15, 'Shirt', 0.3333333333333333]]
  })
  expect(withSource(table, { ...source, run: null }).columns).toEqual([
    'population',
    'protocol',
    'n',
    'class',
    'recall'
  ])
  expect(withSource(table, null)).toEqual(table)
})

test('a file is named after run, population and title', () => {
  expect(figureFile('Confusion matrix', source, 'csv')).toBe('run-12-deep.fotos-fur-heute-kleider.confusion-matrix.csv')
  expect(figureFile('Confusion matrix', { ...source, run: null }, 'svg')).toBe(
    'fotos-fur-heute-kleider.confusion-matrix.svg'
  )
  expect(figureFile('Runs', null, 'csv')).toBe('runs.csv')
})
