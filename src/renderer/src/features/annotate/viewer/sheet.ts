import { visibleRect, type ViewTransform } from './view-transform'

/** How much larger or smaller a painting may be shown before its lines look wrong. */
const mostScaling = 1.6

/** A canvas that is painted for one view and can then be shown in others nearby by moving and scaling it. */
export interface Sheet {
  /** Paints for this view and `margin` CSS pixels beyond its edges; the painter draws in the stage's coordinates. */
  paint(
    view: ViewTransform,
    margin: number,
    painter: (ctx: CanvasRenderingContext2D, view: ViewTransform) => void
  ): void
  /** Shows what was painted where it belongs in another view; false when that view needs a new painting. */
  show(view: ViewTransform): boolean
  /** Whether what is shown is scaled, and so only good enough while the view moves. */
  readonly isScaled: boolean
  remove(): void
}

export function createSheet(parent: HTMLElement): Sheet {
  const canvas = document.createElement('canvas')
  canvas.className = 'annotation-layer'
  canvas.setAttribute('aria-hidden', 'true')
  parent.append(canvas)
  const context = canvas.getContext('2d')
  let painted: ViewTransform | null = null
  let edge = 0
  let scaled = false

  function place(view: ViewTransform, from: ViewTransform): void {
    const ratio = view.scale / from.scale
    const x = view.x - (from.x + edge) * ratio
    const y = view.y - (from.y + edge) * ratio
    canvas.style.transform = `matrix(${ratio},0,0,${ratio},${x},${y})`
    scaled = ratio !== 1
  }

  return {
    paint(view, margin, painter) {
      const density = window.devicePixelRatio || 1
      const width = Math.round((view.width + 2 * margin) * density)
      const height = Math.round((view.height + 2 * margin) * density)
      if (canvas.width !== width || canvas.height !== height) {
        Object.assign(canvas, { width, height })
        canvas.style.width = `${width / density}px`
        canvas.style.height = `${height / density}px`
      }
      painted = view
      edge = margin
      place(view, view)
      if (!context) return
      context.setTransform(density, 0, 0, density, 0, 0)
      context.clearRect(0, 0, width, height)
      context.translate(margin, margin)
      painter(context, view)
    },
    show(view) {
      if (!painted || painted.width !== view.width || painted.height !== view.height) return false
      const ratio = view.scale / painted.scale
      if (ratio > mostScaling || ratio < 1 / mostScaling) return false
      const now = visibleRect(view)
      const then = visibleRect(painted)
      const beyond = edge / painted.scale
      const isCovered =
        now.x >= then.x - beyond &&
        now.y >= then.y - beyond &&
        now.x + now.w <= then.x + then.w + beyond &&
        now.y + now.h <= then.y + then.h + beyond
      if (isCovered) place(view, painted)
      return isCovered
    },
    get isScaled() {
      return scaled
    },
    remove: () => canvas.remove()
  }
}
