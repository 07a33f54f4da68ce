import type { ThumbItem, ThumbLevel } from '@shared/domain/media/thumb-address'
import type { Sprite } from '@/ui/thumbs/atlas'
import { drawSprite, type Fit } from '@/ui/thumbs/draw-sprite'
import type { GalleryLayout } from './gallery-layout'
import { placeOf, rowsIn } from './gallery-layout'

export interface GalleryColors {
  readonly surface: string
  readonly well: string
  readonly sunken: string
  readonly line: string
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly accent: string
  readonly onAccent: string
  readonly font: string
}

export interface PaintInput {
  readonly context: CanvasRenderingContext2D
  readonly ratio: number
  readonly width: number
  readonly height: number
  readonly scrollTop: number
  readonly layout: GalleryLayout
  readonly colors: GalleryColors
  readonly fit: Fit
  readonly level: ThumbLevel
  readonly itemOf: (index: number) => ThumbItem | null
  readonly find: (level: ThumbLevel, item: ThumbItem) => Sprite | 'missing' | null
  readonly captionOf: (index: number) => CanvasImageSource | null
  readonly headText: (key: string) => { readonly title: string; readonly note: string }
  readonly isSelected: (index: number) => boolean
  readonly active: number | null
  readonly hover: number | null
}

/** Tiles drawn, and how many of them had no picture yet. */
export interface PaintResult {
  readonly drawn: number
  readonly blank: number
}

const radius = 3

/** Draws the part of the gallery that is in view. */
export function paintGallery(input: PaintInput): PaintResult {
  const { context, ratio, width, height, scrollTop, layout, colors } = input
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.fillStyle = colors.surface
  context.fillRect(0, 0, width, height)
  let drawn = 0
  let blank = 0
  for (const row of rowsIn(layout, scrollTop, scrollTop + height)) {
    const top = Math.round(row.top - scrollTop)
    if (row.kind === 'head') {
      paintHead(input, row.group.key, row.collapsed, top)
      continue
    }
    for (let index = row.first; index < row.last; index++) {
      drawn++
      const x = layout.metrics.padding + (index - row.first) * (layout.tile + layout.metrics.gap)
      if (!paintTile(input, index, x, top)) blank++
    }
  }
  paintFocus(input)
  return { drawn, blank }
}

function paintHead(
  { context, layout, colors, headText }: PaintInput,
  key: string,
  collapsed: boolean,
  top: number
): void {
  const { header, padding } = layout.metrics
  const middle = top + header / 2 + 1
  const { title, note } = headText(key)
  context.strokeStyle = colors.ink2
  context.lineWidth = 1.5
  context.beginPath()
  if (collapsed) {
    context.moveTo(padding + 4, middle - 4)
    context.lineTo(padding + 8, middle)
    context.lineTo(padding + 4, middle + 4)
  } else {
    context.moveTo(padding + 2, middle - 2)
    context.lineTo(padding + 6, middle + 2)
    context.lineTo(padding + 10, middle - 2)
  }
  context.stroke()
  context.textBaseline = 'middle'
  context.font = `600 12px ${colors.font}`
  context.fillStyle = colors.ink
  context.fillText(title, padding + 22, middle)
  const end = padding + 22 + context.measureText(title).width
  context.font = `11px ${colors.font}`
  context.fillStyle = colors.ink3
  context.fillText(note, end + 8, middle)
}

/** False when the picture isn't here yet. */
function paintTile(input: PaintInput, index: number, x: number, y: number): boolean {
  const { context, layout, colors, fit, captionOf, isSelected, ratio } = input
  const { tile } = layout
  const item = input.itemOf(index)
  const fine = item && input.find(input.level, item)
  // A sixteen-pixel picture until the real one is here: better than a flat square.
  const sprite = fine ?? (item && input.level !== 'coarse' ? input.find('coarse', item) : null)
  const area = { x, y, w: tile, h: tile }
  if (sprite !== null && sprite !== 'missing') {
    if (fit === 'contain') {
      context.fillStyle = colors.well
      context.fillRect(x, y, tile, tile)
    }
    drawSprite(context, sprite, area, fit, sprite === fine && input.level !== 'coarse')
  } else {
    context.fillStyle = colors.sunken
    context.fillRect(x, y, tile, tile)
    if (sprite === 'missing') paintBroken(input, x, y)
  }
  const caption = layout.metrics.caption > 0 ? captionOf(index) : null
  if (caption instanceof HTMLCanvasElement) {
    context.drawImage(caption, x, y + tile + 4, caption.width / ratio, caption.height / ratio)
  }
  if (isSelected(index)) paintSelected(input, x, y)
  else if (index === input.hover) {
    context.strokeStyle = colors.accent
    context.lineWidth = 1
    context.strokeRect(x - 1.5, y - 1.5, tile + 3, tile + 3)
  }
  return sprite !== null
}

function paintSelected({ context, layout: { tile }, colors }: PaintInput, x: number, y: number): void {
  context.strokeStyle = colors.accent
  context.lineWidth = 2
  context.beginPath()
  context.roundRect(x - 2, y - 2, tile + 4, tile + 4, radius + 2)
  context.stroke()
  if (tile < 40) return
  context.fillStyle = colors.accent
  context.beginPath()
  context.roundRect(x + 4, y + 4, 14, 14, radius)
  context.fill()
  context.strokeStyle = colors.onAccent
  context.lineWidth = 1.75
  context.beginPath()
  context.moveTo(x + 7.5, y + 11.2)
  context.lineTo(x + 10, y + 13.7)
  context.lineTo(x + 14.7, y + 8.6)
  context.stroke()
}

function paintBroken({ context, layout: { tile }, colors }: PaintInput, x: number, y: number): void {
  const size = Math.min(20, tile / 2)
  const [left, top] = [x + (tile - size) / 2, y + (tile - size) / 2]
  context.strokeStyle = colors.ink3
  context.lineWidth = 1.5
  context.strokeRect(left, top, size, size)
  context.beginPath()
  context.moveTo(left - 2, top - 2)
  context.lineTo(left + size + 2, top + size + 2)
  context.stroke()
}

function paintFocus({ context, layout, colors, active, scrollTop }: PaintInput): void {
  const place = active === null ? null : placeOf(layout, active)
  if (!place) return
  const y = Math.round(place.y - scrollTop)
  context.lineWidth = 2
  context.strokeStyle = colors.surface
  context.beginPath()
  context.roundRect(place.x - 3, y - 3, layout.tile + 6, layout.tile + 6, radius + 3)
  context.stroke()
  context.strokeStyle = colors.accent
  context.beginPath()
  context.roundRect(place.x - 5, y - 5, layout.tile + 10, layout.tile + 10, radius + 4)
  context.stroke()
}
