import OpenSeadragon from 'openseadragon'
import { markRaw } from 'vue'
import type { Image } from '@shared/contract/images'
import { isPixelImage, tileSourceOf } from './tile-source'
import type { ViewTransform } from './view-transform'

/** OpenSeadragon with our rules: no controls and keys of its own, a drag means what the tool in hand says. */
export function createViewer(element: HTMLElement, reducedMotion: boolean): OpenSeadragon.Viewer {
  const gestures = { clickToZoom: false, dblClickToZoom: false, flickEnabled: false }
  const viewer = OpenSeadragon({
    element,
    drawer: 'canvas',
    showNavigationControl: false,
    keyboardNavEnabled: false,
    gestureSettingsMouse: gestures,
    gestureSettingsPen: gestures,
    gestureSettingsTouch: { ...gestures, pinchRotate: false },
    animationTime: reducedMotion ? 0 : 0.35,
    springStiffness: 8,
    visibilityRatio: 0.2,
    constrainDuringPan: true,
    minZoomImageRatio: 0.5,
    maxZoomPixelRatio: 16,
    zoomPerScroll: 1.25,
    imageLoaderLimit: 6
  })
  // The stage around it is the one stop for the keyboard.
  viewer.canvas.tabIndex = -1
  return markRaw(viewer)
}

/**
 * Shows an image from edge to edge with a margin, on an emptied stage. It is added a moment later: `isWanted` tells then
 * whether it still is the one to show, `onShown` runs when it can be positioned.
 */
export function showImage(
  viewer: OpenSeadragon.Viewer,
  image: Image,
  isWanted: () => boolean,
  onShown: () => void
): void {
  viewer.addTiledImage({
    tileSource: tileSourceOf(image),
    success: event => {
      // OpenSeadragon passes an event with the new item; its types say only Event.
      const { item } = event as Event & { item: OpenSeadragon.TiledImage }
      if (!isWanted()) {
        viewer.world.removeItem(item)
        return
      }
      viewer.drawer.setImageSmoothingEnabled(!isPixelImage(image))
      // 28 pixels across the stage is far beyond what 16 screen pixels each allow on a large window.
      Object.assign(viewer.viewport, { maxZoomPixelRatio: isPixelImage(image) ? 64 : 16 })
      fitImage(viewer, image, true)
      // An image added to an empty world stays blank until something moves.
      viewer.forceRedraw()
      onShown()
    }
  })
}

/** CSS pixels that stay free around an image that fits the stage: room for tags, tools and the line of keys. */
const margin = 48

export function fitImage(viewer: OpenSeadragon.Viewer, image: Image, immediately: boolean): void {
  const { x: stageWidth, y: stageHeight } = viewer.viewport.getContainerSize()
  const free = (size: number): number => Math.max(size / 2, size - 2 * margin)
  const scale = Math.min(free(stageWidth) / image.width, free(stageHeight) / image.height)
  zoomToScale(viewer, image, isPixelImage(image) ? Math.max(1, Math.floor(scale)) : scale, immediately)
  viewer.viewport.panTo(new OpenSeadragon.Point(0.5, image.height / image.width / 2), immediately)
}

/** CSS pixels per image pixel; the stage's middle stays where it is. */
export function zoomToScale(viewer: OpenSeadragon.Viewer, image: Image, scale: number, immediately: boolean): void {
  const { x: stageWidth } = viewer.viewport.getContainerSize()
  viewer.viewport.zoomTo((scale * image.width) / stageWidth, undefined, immediately)
}

export function transformOf(viewer: OpenSeadragon.Viewer, image: Image): ViewTransform {
  const { x: width, y: height } = viewer.viewport.getContainerSize()
  const origin = viewer.viewport.pixelFromPoint(new OpenSeadragon.Point(0, 0), true)
  const right = viewer.viewport.pixelFromPoint(new OpenSeadragon.Point(1, 0), true)
  return { scale: (right.x - origin.x) / image.width, x: origin.x, y: origin.y, width, height }
}
