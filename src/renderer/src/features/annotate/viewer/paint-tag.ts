import { intersectRects, type Rect } from '@shared/domain/geometry/rect'
import type { Shape } from './shapes'
import { rectToScreen, type ViewTransform } from './view-transform'

const height = 20
const gap = 4
const font = '600 11px "Inter Variable", Inter, system-ui, sans-serif'

/** Width of a text in the tag's font; asked for again and again with the same few titles. */
const widths = new Map<string, number>()
function widthOf(ctx: CanvasRenderingContext2D, text: string): number {
  const known = widths.get(text)
  if (known !== undefined) return known
  const { width } = ctx.measureText(text)
  if (document.fonts.status === 'loaded') widths.set(text, width)
  return width
}

/** Where a tag of a size goes: above the box, below it, or inside where both would leave the view. */
export function placeTag(box: Rect, width: number, view: Pick<ViewTransform, 'width' | 'height'>): Rect {
  const x = Math.min(Math.max(box.x - 1, 2), Math.max(2, view.width - width - 2))
  const above = box.y - gap - height
  const below = box.y + box.h + gap
  if (above >= 2) return { x, y: Math.min(above, view.height - height - 2), w: width, h: height }
  if (below + height <= view.height - 2 && below >= 2) return { x, y: below, w: width, h: height }
  return { x: Math.max(x, box.x + gap), y: Math.max(box.y, 0) + gap, w: width, h: height }
}

/** The class of a shape, written beside it: mark, name and, where there is one, the key that acts on it. */
export function paintTag(ctx: CanvasRenderingContext2D, shape: Shape, view: ViewTransform): void {
  const box = rectToScreen(view, shape.bounds)
  if (!intersectRects(box, { x: 0, y: 0, w: view.width, h: view.height })) return
  ctx.font = font
  const markWidth = Math.max(8, widthOf(ctx, shape.mark))
  const titleWidth = widthOf(ctx, shape.title)
  const keyWidth = shape.key ? widthOf(ctx, shape.key) + 8 : 0
  const tag = placeTag(box, 8 + markWidth + 8 + titleWidth + (keyWidth ? 6 + keyWidth : 0) + 6, view)
  const x = Math.round(tag.x)
  const y = Math.round(tag.y)
  ctx.beginPath()
  ctx.roundRect(x, y, tag.w, tag.h, 3)
  ctx.fillStyle = shape.color
  ctx.fill()
  ctx.strokeStyle = 'rgb(0 0 0 / .62)'
  ctx.lineWidth = 1
  ctx.stroke()
  ctx.fillStyle = shape.ink
  ctx.textBaseline = 'middle'
  ctx.fillText(shape.mark, x + 8, y + height / 2 + 0.5)
  ctx.fillText(shape.title, x + 16 + markWidth, y + height / 2 + 0.5)
  if (!shape.key) return
  const keyX = x + tag.w - keyWidth - 4
  ctx.beginPath()
  ctx.roundRect(keyX, y + 3, keyWidth, height - 6, 3)
  ctx.fillStyle = '#fff'
  ctx.fill()
  ctx.fillStyle = '#1a1a19'
  ctx.fillText(shape.key, keyX + 4, y + height / 2 + 0.5)
}
