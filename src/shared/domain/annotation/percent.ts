import type { Size } from '../geometry/rect'
import type { AnnotationTarget } from './model'
import { scaleRegion } from './region'

/** Turns a target that counts in percent into canvas pixels; others come back as they are. */
export function toPixels(target: AnnotationTarget, canvas: Size): AnnotationTarget {
  if (target.unit === 'pixel') return target
  return { ...target, unit: 'pixel', region: scaleRegion(target.region, { width: 100, height: 100 }, canvas) }
}
