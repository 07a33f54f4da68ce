import { expect, test } from 'vitest'
import type { ChartColors } from './chart-colors'
import { matrixTable } from '@shared/domain/tables/evaluation-tables'
import { matrixSvg } from './matrix-svg'
import { rangeSvg } from './range-svg'
import { captionOf, withCaption } from './svg'

const color = '#123456'
const colors: ChartColors = {
  ...{ ink: color, ink2: color, ink3: color, line: color, line2: color, surface: '#ffffff', sunken: color },
  ...{ raised: color, accent: color, wrong: color, heatRight: '#0000ff', heatWrong: '#ff8800', warn: color, ok: color },
  ...{ bad: color, series: [color, color, color, color, color], font: 'Inter, "Segoe UI"' }
}
const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text ?? '')

test('a matrix is drawn with its names, every cell once, and colour only where there is something', () => {
  const cell = (truth: number, predicted: number, count: number) => ({
    ...{ truth, predicted, text: count === 0 ? '·' : String(count), label: '', heat: count === 0 ? 0 : 0.5 },
    tone: truth === predicted ? ('right' as const) : ('wrong' as const)
  })
  const { text } = matrixSvg(
    ['T-shirt & "top"', 'Coat'],
    [
      [cell(0, 0, 4), cell(0, 1, 0)],
      [cell(1, 0, 2), cell(1, 1, 3)]
    ],
    'M',
    colors
  )
  expect(texts(text)).toEqual([
    'M',
    ...Array(2).fill('T-shirt &amp; &quot;top&quot;'),
    'Coat',
    'Coat',
    '4',
    '·',
    '2',
    '3'
  ])
  expect(text.match(/fill-opacity/g)).toHaveLength(3)
  expect(text).toContain('font-family="Inter, &quot;Segoe UI&quot;"')
})

test('a drawing that stands alone says whose figures it shows', () => {
  const source = { run: 'run 3 <deep>', population: 'photos', protocol: 'held-out', n: 1500 }
  const inner = { width: 100, height: 50, text: '<svg width="100"></svg>' }
  const { height, text } = withCaption(captionOf('Loss', source), inner, colors)
  expect(height).toBe(78)
  expect(texts(text)).toEqual(['Loss · run 3 &lt;deep&gt; · photos · held-out · n = 1,500'])
  expect(text).toContain('<svg y="28" width="100">')
  expect(captionOf('Class balance', null)).toBe('Class balance')
})

test('an interval is drawn as a point in it, a bare share as a bar, nothing where there is no figure', () => {
  const { text } = rangeSvg(
    'Recipes',
    [
      { label: 'study', value: 0.5, bounds: [0.25, 0.75], text: '50.0 %' },
      { label: 'photo', value: 0.5, bounds: null, text: '50.0 %' },
      { label: 'none', value: null, bounds: null, text: '' }
    ],
    colors
  )
  expect(text.match(/<circle/g)).toHaveLength(1)
  // The ground and one bar, half as long as the scale of 300.
  expect([...text.matchAll(/<rect[^>]*width="([^"]+)"/g)].map(([, width]) => width)).toEqual(['100%', '150'])
})

test('the table of a matrix says each cell in counts and in shares', () => {
  const { columns, rows } = matrixTable({
    labels: ['a', 'b'],
    counts: [
      [3, 1],
      [0, 4]
    ]
  })
  expect(columns).toEqual(['true', 'predicted', 'count', 'share_of_true', 'share_of_predicted', 'share_of_all'])
  expect(rows).toEqual([
    ['a', 'a', 3, 0.75, 1, 0.375],
    ['a', 'b', 1, 0.25, 0.2, 0.125],
    ['b', 'b', 4, 1, 0.8, 0.5]
  ])
})
