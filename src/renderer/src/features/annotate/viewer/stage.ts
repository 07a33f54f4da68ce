import type OpenSeadragon from 'openseadragon'
import { shallowRef, type ShallowRef } from 'vue'
import type { Image } from '@shared/contract/images'
import type { Point } from '@shared/domain/geometry/point'
import type { Rect } from '@shared/domain/geometry/rect'
import { createAnnotationLayer, type AnnotationLayer } from './annotation-layer'
import { createViewer, fitImage, showImage, transformOf, zoomToScale } from './create-viewer'
import { rectToScreen, toImage, type ViewTransform } from './view-transform'

/** How much of the stage a box must keep free around it when it is brought into view, in screen pixels. */
const comfort = 32

/** The viewer with its annotations: one per screen, its image changes. */
export interface Stage {
  readonly viewer: OpenSeadragon.Viewer
  readonly layer: AnnotationLayer
  /** Where the image lies on the stage in the frame last drawn. */
  readonly view: ShallowRef<ViewTransform | null>
  show(image: Image | null): void
  zoomBy(factor: number): void
  fit(): void
  actualPixels(): void
  /** Moves the view only when the box isn't wholly inside it. */
  reveal(bounds: Rect): void
  /** The point of the image in the middle of the stage. */
  middle(): Point | null
  setFilter(brightness: number, contrast: number): void
  focus(): void
  destroy(): void
}

export function createStage(element: HTMLElement, onFailure: () => void): Stage {
  const viewer = createViewer(element, matchMedia('(prefers-reduced-motion: reduce)').matches)
  const view = shallowRef<ViewTransform | null>(null)
  let image: Image | null = null
  const layer = createAnnotationLayer(
    viewer,
    () => (image && viewer.world.getItemCount() > 0 ? transformOf(viewer, image) : null),
    next => (view.value = next)
  )
  viewer.addHandler('tile-load-failed', onFailure)
  viewer.addHandler('add-item-failed', onFailure)

  return {
    viewer,
    layer,
    view,
    show(next) {
      image = next
      view.value = null
      viewer.world.removeAll()
      const isWanted = (): boolean => image === next
      if (next) showImage(viewer, next, isWanted, layer.repaint)
    },
    zoomBy(factor) {
      viewer.viewport.zoomBy(factor).applyConstraints()
    },
    fit: () => image && fitImage(viewer, image, false),
    actualPixels: () => image && zoomToScale(viewer, image, 1, false),
    reveal(bounds) {
      if (!view.value || !image) return
      const { x, y, w, h } = rectToScreen(view.value, bounds)
      const { width, height } = view.value
      const isInside = x >= 0 && y >= 0 && x + w <= width && y + h <= height
      if (isInside) return
      const scale = Math.min(view.value.scale, (width - 2 * comfort) / bounds.w, (height - 2 * comfort) / bounds.h)
      if (scale < view.value.scale) zoomToScale(viewer, image, scale, true)
      const middle = viewer.viewport.imageToViewportCoordinates(bounds.x + bounds.w / 2, bounds.y + bounds.h / 2)
      viewer.viewport.panTo(middle)
    },
    middle: () => view.value && toImage(view.value, { x: view.value.width / 2, y: view.value.height / 2 }),
    setFilter(brightness, contrast) {
      const plain = brightness === 100 && contrast === 100
      viewer.drawer.canvas.style.filter = plain ? '' : `brightness(${brightness}%) contrast(${contrast}%)`
    },
    focus: () => element.closest<HTMLElement>('[role=application]')?.focus({ preventScroll: true }),
    destroy() {
      layer.destroy()
      viewer.destroy()
    }
  }
}
