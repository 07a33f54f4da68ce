import type OpenSeadragon from 'openseadragon'
import type { Point } from '@shared/domain/geometry/point'
import type { Rect } from '@shared/domain/geometry/rect'
import { pickShape } from '@shared/domain/drawing/hit-test'
import { paintMany, paintShape } from './paint-shapes'
import { paintTag } from './paint-tag'
import { createShapeIndex } from './shape-index'
import type { Shape } from './shapes'
import { toImage, visibleRect, type ViewTransform } from './view-transform'

/** Shapes in view up to which each gets its full casing, and up to which tags are written. */
const fewShapes = 400
const fewTags = 120
/** Screen pixels that a box must be wide for a tag. */
const tagWidth = 24

/** What is under way on top of the kept shapes. */
export interface Draft {
  /** Kept shapes that are not drawn meanwhile, because the draft shows them changed. */
  readonly hides: string | null
  /** The selected shape, or the one being drawn. */
  readonly active: Shape | null
  /** The active shape as it was before the edit. */
  readonly before: Shape | null
  /** Lines through this point of the image: where the next corner would be set by keyboard. */
  readonly crosshair: Point | null
}

const noDraft: Draft = { hides: null, active: null, before: null, crosshair: null }

/** Paints all shapes of an image on one canvas over an OpenSeadragon viewer, in step with its frames. */
export interface AnnotationLayer {
  setShapes(shapes: readonly Shape[]): void
  setDraft(draft: Draft): void
  setHidden(hidden: boolean): void
  /** The shape that a press at this point of the stage means. `tolerance` in screen pixels. */
  pick(screen: Point, tolerance: number): Shape | null
  repaint(): void
  destroy(): void
}

export function createAnnotationLayer(
  viewer: OpenSeadragon.Viewer,
  viewOf: () => ViewTransform | null,
  onFrame: (view: ViewTransform) => void
): AnnotationLayer {
  const canvas = document.createElement('canvas')
  canvas.className = 'annotation-layer'
  canvas.setAttribute('aria-hidden', 'true')
  viewer.canvas.append(canvas)
  const context = canvas.getContext('2d')
  let index = createShapeIndex([])
  let draft = noDraft
  let hidden = false
  let asked = 0

  function fitCanvas(view: ViewTransform): number {
    const ratio = window.devicePixelRatio || 1
    const width = Math.round(view.width * ratio)
    const height = Math.round(view.height * ratio)
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    return ratio
  }

  function paint(): void {
    const view = viewOf()
    if (!context || !view) return
    onFrame(view)
    const ratio = fitCanvas(view)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, view.width, view.height)
    const kept = hidden ? [] : inView(view)
    paintOutlines(context, kept, view)
    // All tags lie over all outlines: a name that another box crosses can't be read.
    paintTags(context, kept, view)
    if (draft.crosshair) paintCrosshair(context, draft.crosshair, view)
  }

  function inView(view: ViewTransform): readonly Shape[] {
    const hides = draft.hides ?? draft.active?.id
    return index.within(grown(visibleRect(view), 8 / view.scale)).filter(({ id }) => id !== hides)
  }

  function paintOutlines(ctx: CanvasRenderingContext2D, kept: readonly Shape[], view: ViewTransform): void {
    if (kept.length > fewShapes) paintMany(ctx, kept, view)
    else for (const shape of kept) paintShape(ctx, shape, view, false)
    if (draft.before) paintShape(ctx, draft.before, view, false)
    if (draft.active) paintShape(ctx, draft.active, view, true)
  }

  function paintTags(ctx: CanvasRenderingContext2D, kept: readonly Shape[], view: ViewTransform): void {
    if (kept.length <= fewTags) {
      for (const shape of kept) if (shape.bounds.w * view.scale >= tagWidth) paintTag(ctx, shape, view)
    }
    if (draft.active) paintTag(ctx, draft.active, view)
  }

  function repaint(): void {
    asked ||= requestAnimationFrame(() => {
      asked = 0
      paint()
    })
  }

  viewer.addHandler('update-viewport', paint)
  viewer.addHandler('resize', repaint)
  void document.fonts.ready.then(repaint)

  return {
    setShapes(shapes) {
      index = createShapeIndex(shapes)
      repaint()
    },
    setDraft(next) {
      draft = next
      repaint()
    },
    setHidden(next) {
      hidden = next
      repaint()
    },
    pick(screen, tolerance) {
      const view = viewOf()
      if (!view || hidden) return null
      const reach = tolerance / view.scale
      const point = toImage(view, screen)
      return pickShape(index.around(point, reach), point, reach)
    },
    repaint,
    destroy() {
      cancelAnimationFrame(asked)
      viewer.removeHandler('update-viewport', paint)
      viewer.removeHandler('resize', repaint)
      canvas.remove()
    }
  }
}

const grown = ({ x, y, w, h }: Rect, by: number): Rect => ({ x: x - by, y: y - by, w: w + 2 * by, h: h + 2 * by })

function paintCrosshair(ctx: CanvasRenderingContext2D, at: Point, view: ViewTransform): void {
  const x = Math.round(at.x * view.scale + view.x) + 0.5
  const y = Math.round(at.y * view.scale + view.y) + 0.5
  for (const [style, width] of [
    ['rgb(0 0 0 / .62)', 3],
    ['#fff', 1]
  ] as const) {
    ctx.beginPath()
    ctx.moveTo(0, y)
    ctx.lineTo(view.width, y)
    ctx.moveTo(x, 0)
    ctx.lineTo(x, view.height)
    ctx.strokeStyle = style
    ctx.lineWidth = width
    ctx.stroke()
  }
}
