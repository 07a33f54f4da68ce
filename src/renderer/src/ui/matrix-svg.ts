import type { ChartColors } from './chart-colors'
import type { MatrixGridCell } from './matrix-cells'
import { escapeXml, svgDocument, type Svg } from './svg'

const edge = 44
const left = 132
const top = 112

/** A matrix of classes as a drawing: true classes downwards, predicted ones across, by name. */
export function matrixSvg(
  names: readonly string[],
  cells: readonly (readonly MatrixGridCell[])[],
  title: string,
  colors: ChartColors
): Svg {
  const x = (at: number): number => left + at * edge
  const y = (at: number): number => top + at * edge
  const label = (text: string, attributes: string): string => `<text ${attributes}>${escapeXml(text)}</text>`
  const heads = names.map((name, at) =>
    [
      label(name, `x="${left - 8}" y="${y(at) + edge / 2 + 4}" text-anchor="end" fill="${colors.ink}"`),
      label(name, `transform="translate(${x(at) + edge / 2 + 4} ${top - 8}) rotate(-60)" fill="${colors.ink}"`)
    ].join('')
  )
  const body = cells.flat().map(({ truth, predicted, text, heat, tone }) => {
    const fill = tone === 'right' ? colors.heatRight : colors.heatWrong
    const place = `x="${x(predicted) + 0.5}" y="${y(truth) + 0.5}" width="${edge - 1}" height="${edge - 1}"`
    const ground = heat === 0 ? '' : `<rect ${place} fill="${fill}" fill-opacity="${heat.toFixed(3)}"/>`
    const at = `x="${x(predicted) + edge / 2}" y="${y(truth) + edge / 2 + 4}" text-anchor="middle"`
    return ground + label(text, `${at} fill="${heat === 0 ? colors.ink3 : colors.ink}"`)
  })
  const head = label(title, `x="12" y="22" font-size="13" font-weight="600" fill="${colors.ink}"`)
  const size = names.length * edge
  // Names that lean out to the right of the last column need room.
  return svgDocument(left + size + 48, top + size + 12, colors, [head, ...heads, ...body].join(''))
}
