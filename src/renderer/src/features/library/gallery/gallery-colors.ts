import { readChartColors } from '@/ui/chart-colors'
import type { GalleryColors } from './gallery-painter'

/** The theme's colours as the painter needs them. */
export function readGalleryColors(): GalleryColors {
  const { surface, sunken, line, ink, ink2, ink3, accent, font } = readChartColors()
  const style = getComputedStyle(document.documentElement)
  return {
    surface,
    sunken,
    line,
    ink,
    ink2,
    ink3,
    accent,
    font,
    well: style.getPropertyValue('--v-well').trim(),
    onAccent: style.getPropertyValue('--v-on-accent').trim()
  }
}
