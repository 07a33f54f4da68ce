import type OpenSeadragon from 'openseadragon'
import type { Point } from '@shared/domain/geometry/point'
import type { Rect } from '@shared/domain/geometry/rect'
import { pickShape } from '@shared/domain/drawing/hit-test'
import { paintCrosshair, paintMany, paintShape } from './paint-shapes'
import { paintTag } from './paint-tag'
import { createShapeIndex } from './shape-index'
import type { Shape } from './shapes'
import { createSheet } from './sheet'
import { toImage, visibleRect, type ViewTransform } from './view-transform'

/** Shapes in view up to which each gets its full casing, and up to which tags are written. */
const fewShapes = 400
const fewTags = 120
/** Screen pixels that a box must be wide for a tag. */
const tagWidth = 24
/** Share of the stage that is painted beyond its edges when there are many shapes: panning then shows what is there. */
const beyond = 0.25
/** Milliseconds of rest after which a scaled painting is made anew. */
const rest = 120

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

/** Paints all shapes of an image over an OpenSeadragon viewer, in step with its frames. */
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
  const keptSheet = createSheet(viewer.canvas)
  const draftSheet = createSheet(viewer.canvas)
  let shapesNow: readonly Shape[] = []
  let index = createShapeIndex(shapesNow)
  let draft = noDraft
  let hidden = false
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The kept shapes are painted as they are now, and so many of them that the painting is worth keeping. */
  let isFresh = false

  function paint(): void {
    const view = viewOf()
    if (!view) return
    onFrame(view)
    if (!isFresh || !keptSheet.show(view)) paintKept(view)
    draftSheet.paint(view, 0, paintDraft)
    clearTimeout(timer)
    if (keptSheet.isScaled) timer = setTimeout(renew, rest)
  }

  function paintKept(view: ViewTransform): void {
    const shapes = hidden ? [] : shapesWithin(visibleRect(view), 8 / view.scale)
    isFresh = shapes.length > fewShapes
    const margin = isFresh ? Math.round(beyond * view.width) : 0
    keptSheet.paint(view, margin, ctx => {
      if (isFresh) return paintMany(ctx, shapesWithin(visibleRect(view), margin / view.scale), view)
      for (const shape of shapes) paintShape(ctx, shape, view, false)
    })
  }

  /** Drawn by the draft instead of among the kept ones. */
  const isHeld = ({ id }: Shape): boolean => id === (draft.hides ?? draft.active?.id)

  function shapesWithin(rect: Rect, by: number): readonly Shape[] {
    const { x, y, w, h } = rect
    return index.within({ x: x - by, y: y - by, w: w + 2 * by, h: h + 2 * by }).filter(shape => !isHeld(shape))
  }

  function paintDraft(ctx: CanvasRenderingContext2D, view: ViewTransform): void {
    const { active, before, crosshair } = draft
    if (before) paintShape(ctx, before, view, false)
    if (active) paintShape(ctx, active, view, true)
    // All tags lie over all outlines: a name that another box crosses can't be read.
    if (!isFresh && !hidden) {
      const shapes = shapesWithin(visibleRect(view), 8 / view.scale)
      if (shapes.length <= fewTags) {
        for (const shape of shapes) if (shape.bounds.w * view.scale >= tagWidth) paintTag(ctx, shape, view)
      }
    }
    if (active) paintTag(ctx, active, view)
    if (crosshair) paintCrosshair(ctx, crosshair, view)
  }

  function repaint(): void {
    asked ||= requestAnimationFrame(() => {
      asked = 0
      paint()
    })
  }

  function renew(): void {
    isFresh = false
    repaint()
  }

  viewer.addHandler('update-viewport', paint)
  viewer.addHandler('resize', renew)
  void document.fonts.ready.then(renew)

  return {
    setShapes(shapes) {
      const before = shapesNow
      shapesNow = shapes
      index = createShapeIndex(shapes)
      // Moving one box among thousands changes only what the draft shows.
      const isSame =
        shapes.length === before.length && shapes.every((shape, at) => shape === before[at] || isHeld(shape))
      if (isSame) repaint()
      else renew()
    },
    setDraft(next) {
      const isOther = (next.hides ?? next.active?.id) !== (draft.hides ?? draft.active?.id)
      draft = next
      if (isOther) renew()
      else repaint()
    },
    setHidden(next) {
      hidden = next
      renew()
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
      clearTimeout(timer)
      viewer.removeHandler('update-viewport', paint)
      viewer.removeHandler('resize', renew)
      keptSheet.remove()
      draftSheet.remove()
    }
  }
}
