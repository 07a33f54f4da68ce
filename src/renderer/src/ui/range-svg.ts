import type { ChartColors } from './chart-colors'
import { escapeXml, svgDocument, type Svg } from './svg'

/** A share in [0, 1] with its name; with bounds it is drawn as a point in its interval, without as a bar. */
export interface Range {
  readonly label: string
  readonly value: number | null
  readonly bounds: readonly [number, number] | null
  /** Beside the drawing: `31.8 %, 7 of 22`. */
  readonly text: string
}

const [left, wide, right, line] = [200, 300, 150, 24] as const

/** Shares under one another on a scale from 0 to 100 %. */
export function rangeSvg(title: string, ranges: readonly Range[], colors: ChartColors): Svg {
  const top = 56
  const height = top + ranges.length * line + 12
  const x = (share: number): number => left + Math.min(1, Math.max(0, share)) * wide
  const label = (text: string, attributes: string): string => `<text ${attributes}>${escapeXml(text)}</text>`
  const stroke = (x1: number, y1: number, x2: number, y2: number, color: string): string =>
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}"/>`
  const scale = [0, 0.25, 0.5, 0.75, 1].map(
    share =>
      stroke(x(share), top - 4, x(share), height - 12, colors.line) +
      label(`${share * 100} %`, `x="${x(share)}" y="${top - 10}" text-anchor="middle" fill="${colors.ink3}"`)
  )
  const rows = ranges.map(({ label: name, value, bounds, text }, at) => {
    const y = top + at * line + line / 2
    const words =
      label(name.length > 30 ? `${name.slice(0, 29)}…` : name, `x="12" y="${y + 4}" fill="${colors.ink}"`) +
      label(text, `x="${left + wide + 16}" y="${y + 4}" fill="${colors.ink2}"`)
    if (value === null) return words
    if (!bounds)
      return `${words}<rect x="${left}" y="${y - 3}" width="${x(value) - left}" height="6" fill="${colors.accent}"/>`
    const ends = bounds.map(end => stroke(x(end), y - 4, x(end), y + 4, colors.ink2)).join('')
    const span = stroke(x(bounds[0]), y, x(bounds[1]), y, colors.ink2)
    return `${words}${span}${ends}<circle cx="${x(value)}" cy="${y}" r="4" fill="${colors.accent}"/>`
  })
  const head = label(title, `x="12" y="22" font-size="13" font-weight="600" fill="${colors.ink}"`)
  return svgDocument(left + wide + right, height, colors, [head, ...scale, ...rows].join(''))
}
