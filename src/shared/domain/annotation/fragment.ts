import type { Rect } from '../geometry/rect'

/** What a media fragment says about space: a box, that it is none (`t=…`), or that it is unreadable. */
export type Fragment =
  | { readonly kind: 'box'; readonly box: Rect; readonly unit: 'pixel' | 'percent' }
  | { readonly kind: 'other' }
  | { readonly kind: 'bad' }

/** Reads a media fragment such as `xywh=10,20,30,40`, `t=3&xywh=percent:0,0,50,50` (Media Fragments URI 1.0, 4.2.2). */
export function parseFragment(text: string): Fragment {
  const raw = text.startsWith('#') ? text.slice(1) : text
  const parameter = decode(raw)
    .split('&')
    .find(part => part.trim().startsWith('xywh='))
  if (parameter === undefined) return /(^|&)t=/.test(raw) ? { kind: 'other' } : { kind: 'bad' }
  const value = parameter.trim().slice('xywh='.length)
  const [, prefix = 'pixel:', list = ''] = /^(pixel:|percent:)?(.*)$/s.exec(value) ?? []
  const parts = list.split(',')
  const [x, y, w, h] = parts.map(part => (/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(part) ? Number(part) : NaN))
  const box = { x: x ?? NaN, y: y ?? NaN, w: w ?? NaN, h: h ?? NaN }
  if (parts.length !== 4 || !Object.values(box).every(isReasonable) || box.w < 0 || box.h < 0) return { kind: 'bad' }
  return { kind: 'box', box, unit: prefix === 'percent:' ? 'percent' : 'pixel' }
}

/** Splits an id from its media fragment; other fragments (`#canvas-1`) belong to the id. */
export function splitFragment(iri: string): { readonly source: string; readonly fragment: string | null } {
  const at = iri.lastIndexOf('#')
  const fragment = iri.slice(at + 1)
  const isMedia = at > 0 && /(^|&)(xywh|t)=/.test(fragment)
  return isMedia ? { source: iri.slice(0, at), fragment } : { source: iri, fragment: null }
}

function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isReasonable(value: number): boolean {
  return Math.abs(value) <= 1e9
}
