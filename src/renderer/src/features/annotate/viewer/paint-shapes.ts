import type { Region } from '@shared/contract/annotations'
import type { Point } from '@shared/domain/geometry/point'
import { ringsOf } from '@shared/domain/annotation/region'
import type { Shape } from './shapes'
import { rectToScreen, toScreen, type ViewTransform } from './view-transform'

/** Screen pixels below which a shape is only a dot of its colour. */
const dotSize = 5
const casingOut = 'rgb(0 0 0 / .62)'
const casingIn = 'rgb(255 255 255 / .62)'

const dashes: Readonly<Record<Shape['look'], readonly number[]>> = {
  set: [],
  suggested: [6, 4],
  before: [4, 3],
  predicted: [1.5, 3]
}

/** Adds a region's outline to the path, grown outwards by `grow` screen pixels where it is a plain box. */
export function trace(ctx: CanvasRenderingContext2D, region: Region, view: ViewTransform, grow = 0): void {
  if (region.kind === 'rect') {
    const { x, y, w, h } = rectToScreen(view, region)
    // Edges stand outside the pixels they bound only by half a line: as sharp as the screen allows.
    const left = Math.round(x) - grow
    const top = Math.round(y) - grow
    ctx.rect(left, top, Math.round(x + w) + grow - left, Math.round(y + h) + grow - top)
    return
  }
  if (region.kind === 'point') {
    const { x, y } = toScreen(view, region)
    ctx.moveTo(x + 5 + grow, y)
    ctx.arc(x, y, 5 + grow, 0, 2 * Math.PI)
    return
  }
  for (const ring of ringsOf(region)) {
    ring.forEach((point, index) => {
      const { x, y } = toScreen(view, point)
      if (index === 0) ctx.moveTo(x, y)
      else ctx.lineTo(x, y)
    })
    ctx.closePath()
  }
}

function stroke(ctx: CanvasRenderingContext2D, style: string, width: number): void {
  ctx.strokeStyle = style
  ctx.lineWidth = width
  ctx.stroke()
}

/** One shape with its casing: dark outside and light inside, so that any colour shows on any ground. */
export function paintShape(ctx: CanvasRenderingContext2D, shape: Shape, view: ViewTransform, selected: boolean): void {
  const { region, look, color } = shape
  if (region.kind === 'whole') return
  const width = selected ? 3 : look === 'before' ? 1.5 : 2
  ctx.setLineDash([])
  if (look === 'set' && region.kind === 'rect') {
    outline(ctx, region, view, width / 2 + 0.5, casingOut, 1)
    outline(ctx, region, view, -(width / 2 + 0.5), casingIn, 1)
  } else if (look === 'set') {
    // A slanting line has no whole pixels to put beside it: the casings show on both sides.
    outline(ctx, region, view, 0, casingOut, width + 4)
    outline(ctx, region, view, 0, casingIn, width + 2)
  } else {
    outline(ctx, region, view, 0, casingOut, width + 2)
  }
  ctx.setLineDash([...dashes[look]])
  if (look === 'predicted') ctx.lineCap = 'round'
  outline(ctx, region, view, 0, look === 'before' ? '#fff' : color, width)
  ctx.lineCap = 'butt'
  ctx.setLineDash([])
}

function outline(
  ctx: CanvasRenderingContext2D,
  region: Region,
  view: ViewTransform,
  grow: number,
  style: string,
  width: number
): void {
  ctx.beginPath()
  trace(ctx, region, view, grow)
  stroke(ctx, style, width)
}

/**
 * Thousands of shapes at once: one dark line under one coloured line each, and tiny ones as dots. Boxes are
 * stroked one by one, which a canvas does many times faster than one path of all.
 */
export function paintMany(ctx: CanvasRenderingContext2D, shapes: readonly Shape[], view: ViewTransform): void {
  for (const [color, group] of groupByColor(shapes)) {
    const boxes: number[] = []
    const dots: number[] = []
    const others: Shape[] = []
    for (const shape of group) {
      const { x, y, w, h } = rectToScreen(view, shape.bounds)
      if (Math.max(w, h) < dotSize) dots.push(x, y, Math.max(2, w), Math.max(2, h))
      else if (shape.region.kind === 'rect' && shape.look === 'set') {
        const [left, top] = [Math.round(x), Math.round(y)]
        boxes.push(left, top, Math.round(x + w) - left, Math.round(y + h) - top)
      } else others.push(shape)
    }
    ctx.strokeStyle = casingOut
    ctx.lineWidth = 4
    eachFour(boxes, (x, y, w, h) => ctx.strokeRect(x, y, w, h))
    ctx.strokeStyle = color
    ctx.lineWidth = 2
    eachFour(boxes, (x, y, w, h) => ctx.strokeRect(x, y, w, h))
    ctx.fillStyle = color
    eachFour(dots, (x, y, w, h) => ctx.fillRect(x, y, w, h))
    for (const shape of others) paintShape(ctx, shape, view, false)
  }
}

function eachFour(list: readonly number[], use: (a: number, b: number, c: number, d: number) => void): void {
  for (let at = 0; at + 3 < list.length; at += 4) {
    use(list[at] ?? 0, list[at + 1] ?? 0, list[at + 2] ?? 0, list[at + 3] ?? 0)
  }
}

function groupByColor(shapes: readonly Shape[]): ReadonlyMap<string, Shape[]> {
  const groups = new Map<string, Shape[]>()
  for (const shape of shapes) {
    const group = groups.get(shape.color)
    if (group) group.push(shape)
    else groups.set(shape.color, [shape])
  }
  return groups
}

/** Lines through a point of the image, from edge to edge of the stage. */
export function paintCrosshair(ctx: CanvasRenderingContext2D, at: Point, view: ViewTransform): void {
  const { x, y } = toScreen(view, at)
  ctx.beginPath()
  ctx.moveTo(0, Math.round(y) + 0.5)
  ctx.lineTo(view.width, Math.round(y) + 0.5)
  ctx.moveTo(Math.round(x) + 0.5, 0)
  ctx.lineTo(Math.round(x) + 0.5, view.height)
  stroke(ctx, casingOut, 3)
  stroke(ctx, '#fff', 1)
}
