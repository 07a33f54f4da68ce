import type { Budget } from '../json/budget'
import { compose, IDENTITY, parseTransform, scaleOf, transformPoint, type Affine } from './affine'
import type { FillRule, Ring } from './polygon'
import { flattenPath, FLATNESS } from './svg-path'
import { xmlTags, type XmlTag } from './xml-tags'

/** What an SVG fragment draws: rings in the coordinates of its canvas. */
export interface SvgShape {
  readonly rings: readonly Ring[]
  readonly fillRule: FillRule
}

/** Elements whose content isn't painted where it stands. */
const UNPAINTED = new Set([
  'defs',
  'clipPath',
  'mask',
  'symbol',
  'marker',
  'pattern',
  'script',
  'style',
  'foreignObject'
])
const MAX_NESTING = 64

/**
 * Reads the shapes of an SvgSelector: path, rect, polygon, polyline, circle, ellipse, line, within groups and
 * transforms. Null when there is no shape or one uses units that need a viewport (percentages).
 */
export function readSvg(markup: string, budget: Budget): SvgShape | null {
  budget.spend(markup.length / 100)
  const rings: Ring[] = []
  let fillRule: FillRule = 'nonzero'
  const stack: { readonly name: string; readonly transform: Affine }[] = []
  let hidden = 0
  for (const tag of xmlTags(markup, budget)) {
    if (UNPAINTED.has(tag.name)) {
      if (tag.kind !== 'empty') hidden = Math.max(0, hidden + (tag.kind === 'open' ? 1 : -1))
      continue
    }
    if (hidden > 0) continue
    if (tag.kind === 'close') {
      const opened = stack.findLastIndex(({ name }) => name === tag.name)
      if (opened >= 0) stack.length = opened
      continue
    }
    const parent = stack.at(-1)?.transform ?? IDENTITY
    const transform = ownTransform(tag, stack.length === 0, parent)
    if (tag.kind === 'open') {
      if (stack.length >= MAX_NESTING) return null
      stack.push({ name: tag.name, transform: transform ?? parent })
    }
    const data = pathDataOf(tag)
    if (data === null) continue
    if (data === 'unsupported' || transform === null) return null
    for (const ring of flattenPath(data, budget, FLATNESS / Math.max(1e-6, scaleOf(transform))))
      rings.push(ring.map(point => transformPoint(transform, point)))
    if (tag.attributes.get('fill-rule') === 'evenodd') fillRule = 'evenodd'
  }
  return rings.length > 0 ? { rings, fillRule } : null
}

/** An element's map to the canvas; the outer `svg` may bring a viewBox that differs from its size. */
function ownTransform(tag: XmlTag, outermost: boolean, parent: Affine): Affine | null {
  const text = tag.attributes.get('transform')
  const own = text === undefined ? IDENTITY : parseTransform(text)
  if (own === null) return null
  const composed = compose(parent, own)
  return tag.name === 'svg' && outermost ? compose(composed, viewBoxTransform(tag)) : composed
}

function viewBoxTransform({ attributes }: XmlTag): Affine {
  const box = (attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  const width = lengthOf(attributes.get('width'))
  const height = lengthOf(attributes.get('height'))
  const [x, y, w, h] = box
  if (box.length !== 4 || !box.every(Number.isFinite) || !width || !height || !w || !h) return IDENTITY
  if (x === undefined || y === undefined || w <= 0 || h <= 0) return IDENTITY
  // preserveAspectRatio's default: the whole box fits, centred.
  const scale = Math.min(width / w, height / h)
  return [scale, 0, 0, scale, (width - w * scale) / 2 - x * scale, (height - h * scale) / 2 - y * scale]
}

/** Path data of a basic shape (SVG 2, chapter 10); null when the tag draws nothing. */
function pathDataOf({ name, attributes }: XmlTag): string | 'unsupported' | null {
  const number = (key: string): number => {
    const text = attributes.get(key)
    return text === undefined ? 0 : (lengthOf(text) ?? NaN)
  }
  switch (name) {
    case 'path':
      return attributes.get('d') ?? null
    case 'polygon':
    case 'polyline':
      return `M${attributes.get('points') ?? ''}`
    case 'line':
      return checked([number('x1'), number('y1'), number('x2'), number('y2')], ([a, b, c, d]) => `M${a},${b}L${c},${d}`)
    case 'circle':
      return checked([number('cx'), number('cy'), number('r'), number('r')], ellipseData)
    case 'ellipse':
      return checked([number('cx'), number('cy'), number('rx'), number('ry')], ellipseData)
    case 'rect': {
      const [rx, ry] = [attributes.get('rx'), attributes.get('ry')]
      const size = [number('x'), number('y'), number('width'), number('height')]
      return checked([...size, lengthOf(rx ?? ry) ?? 0, lengthOf(ry ?? rx) ?? 0], rectData)
    }
    default:
      return null
  }
}

function checked(numbers: readonly number[], draw: (numbers: readonly number[]) => string): string {
  return numbers.every(Number.isFinite) ? draw(numbers) : 'unsupported'
}

function ellipseData([cx = 0, cy = 0, rx = 0, ry = 0]: readonly number[]): string {
  if (rx <= 0 || ry <= 0) return ''
  return `M${cx - rx},${cy}a${rx},${ry},0,1,1,${2 * rx},0a${rx},${ry},0,1,1,${-2 * rx},0z`
}

function rectData([x = 0, y = 0, width = 0, height = 0, roundX = 0, roundY = 0]: readonly number[]): string {
  if (width <= 0 || height <= 0) return ''
  const rx = Math.min(roundX, width / 2)
  const ry = Math.min(roundY, height / 2)
  if (rx <= 0 || ry <= 0) return `M${x},${y}h${width}v${height}h${-width}z`
  const corner = (dx: number, dy: number): string => `a${rx},${ry},0,0,1,${dx},${dy}`
  return (
    `M${x + rx},${y}h${width - 2 * rx}${corner(rx, ry)}v${height - 2 * ry}${corner(-rx, ry)}` +
    `h${2 * rx - width}${corner(-rx, -ry)}v${2 * ry - height}${corner(rx, -ry)}z`
  )
}

/** A length in user units: a number, also with `px`; null for other units. */
function lengthOf(text: string | undefined): number | null {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:px)?\s*$/i.exec(text ?? '')
  return match ? Number(match[1]) : null
}
