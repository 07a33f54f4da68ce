import type { Point } from '@shared/domain/geometry/point'
import type { Rect } from '@shared/domain/geometry/rect'

/** From pixels of the image to CSS pixels of the stage: `screen = image × scale + offset`. */
export interface ViewTransform {
  readonly scale: number
  readonly x: number
  readonly y: number
  /** Size of the stage in CSS pixels. */
  readonly width: number
  readonly height: number
}

export const toScreen = (view: ViewTransform, { x, y }: Point): Point => ({
  x: x * view.scale + view.x,
  y: y * view.scale + view.y
})

export const toImage = (view: ViewTransform, { x, y }: Point): Point => ({
  x: (x - view.x) / view.scale,
  y: (y - view.y) / view.scale
})

export const rectToScreen = (view: ViewTransform, { x, y, w, h }: Rect): Rect => ({
  x: x * view.scale + view.x,
  y: y * view.scale + view.y,
  w: w * view.scale,
  h: h * view.scale
})

/** The part of the image plane that the stage shows. */
export const visibleRect = (view: ViewTransform): Rect => ({
  x: -view.x / view.scale,
  y: -view.y / view.scale,
  w: view.width / view.scale,
  h: view.height / view.scale
})
