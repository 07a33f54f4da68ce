import type { Region } from '../../contract/annotations'
import type { Point } from '../geometry/point'
import { boundsOf, roundRect, type Rect } from '../geometry/rect'
import { asText, hasType, isRecord, own } from '../json/json-value'
import type { AnnotationTarget } from './model'
import { pointsOf, ringsOf } from './region'

/** Selectors in the dialect's own words; a single one, or the outline and its bounding box as alternatives. */
export type WrittenSelector =
  | { readonly kind: 'none' }
  | { readonly kind: 'fragment'; readonly value: string }
  | { readonly kind: 'outline'; readonly svg: string; readonly fragment: string }
  | { readonly kind: 'point'; readonly x: number; readonly y: number }

/** States a target's region strictly: whole pixels without `pixel:`, outlines as one absolute SVG path. */
export function writeSelector({ region, unit }: Pick<AnnotationTarget, 'region' | 'unit'>): WrittenSelector {
  if (region.kind === 'whole') return { kind: 'none' }
  if (unit === 'percent') {
    const box = boundsOf(pointsOf(region))
    return box
      ? { kind: 'fragment', value: `xywh=percent:${fine(box.x)},${fine(box.y)},${fine(box.w)},${fine(box.h)}` }
      : { kind: 'none' }
  }
  if (region.kind === 'point') return { kind: 'point', x: fine(region.x), y: fine(region.y) }
  const bounds = roundRect(boundsOf(pointsOf(region)) ?? { x: 0, y: 0, w: 1, h: 1 })
  const inside = clampToPositive(bounds)
  // A media fragment can't be negative: what sticks out at the left or top is kept by the outline.
  if (region.kind === 'rect' && inside === bounds) return { kind: 'fragment', value: xywh(bounds) }
  return { kind: 'outline', svg: svgOf(region), fragment: xywh(inside) }
}

/** Whether a selector as found already says the same in a form that every viewer reads. */
export function isStrictSelector(selector: unknown): boolean {
  if (Array.isArray(selector)) return selector.length > 0 && selector.every(isStrictSelector)
  if (!isRecord(selector)) return false
  if (hasType(selector, 'Choice')) return [own(selector, 'default'), own(selector, 'item')].every(isStrictSelector)
  const value = asText(own(selector, 'value'))
  if (hasType(selector, 'FragmentSelector')) return value !== null && isStrictFragment(value)
  if (hasType(selector, 'SvgSelector')) return value !== null && isPlainPath(value)
  return hasType(selector, 'PointSelector')
}

/** Whether a fragment is `xywh=` with four whole numbers and nothing else. */
export function isStrictFragment(fragment: string): boolean {
  return /^xywh=\d+,\d+,\d+,\d+$/.test(fragment)
}

/** One or more `<path>`s with absolute commands, no other shape, no transform: all that Mirador 4 draws. */
function isPlainPath(svg: string): boolean {
  if (/<(?:rect|circle|ellipse|polygon|polyline|line|use)\b|\btransform\s{0,9}=|\bviewBox\s{0,9}=/.test(svg))
    return false
  const data = [...svg.matchAll(/<path\b[^<>]{0,2000}?\sd\s{0,9}=\s{0,9}["']([^"']*)["']/g)]
  return data.length > 0 && data.every(([, d = '']) => /^[MLHVCSQTAZ\d\s.,+\-eE]+$/.test(d))
}

/** A region's outline as an SVG document with a single path, two decimals. */
export function svgOf(region: Region): string {
  return `<svg xmlns="http://www.w3.org/2000/svg"><path fill-rule="evenodd" d="${pathOf(region)}"/></svg>`
}

/** A region's outline as path data with absolute commands, two decimals. */
export function pathOf(region: Region): string {
  return ringsOf(region)
    .map(ring => `${ring.map((p, i) => `${i === 0 ? 'M' : 'L'}${fine(p.x)},${fine(p.y)}`).join(' ')} Z`)
    .join(' ')
}

/** A target's selector in one text, as tables of provenance hold it; empty for a whole resource. */
export function selectorText(target: Pick<AnnotationTarget, 'region' | 'unit'>): string {
  const selector = writeSelector(target)
  switch (selector.kind) {
    case 'none':
      return ''
    case 'fragment':
      return selector.value
    case 'outline':
      return selector.svg
    case 'point':
      return pixelAt(selector)
  }
}

/** The media fragment of a box. */
export function xywh({ x, y, w, h }: Rect): string {
  return `xywh=${x},${y},${w},${h}`
}

/** The media fragment of the one pixel at a point, for dialects without points. */
export function pixelAt({ x, y }: Point): string {
  return xywh({ x: Math.max(0, Math.round(x)), y: Math.max(0, Math.round(y)), w: 1, h: 1 })
}

function clampToPositive(rect: Rect): Rect {
  if (rect.x >= 0 && rect.y >= 0) return rect
  const x = Math.max(0, rect.x)
  const y = Math.max(0, rect.y)
  return { x, y, w: Math.max(1, rect.x + rect.w - x), h: Math.max(1, rect.y + rect.h - y) }
}

function fine(value: number): number {
  return Math.round(value * 100) / 100
}
