import type { Sprite } from './atlas'

/** Images up to this edge are pixel images: shown as squares, never smoothed. */
const pixelEdge = 64

export type Fit = 'cover' | 'contain'

/** Draws a picture into a square of the canvas; `fine` pictures of few pixels keep their pixels. */
export function drawSprite(
  context: CanvasRenderingContext2D,
  { source, x, y, w, h }: Sprite,
  at: { readonly x: number; readonly y: number; readonly w: number; readonly h: number },
  fit: Fit,
  fine: boolean
): void {
  context.imageSmoothingEnabled = !(fine && w <= pixelEdge && h <= pixelEdge)
  context.imageSmoothingQuality = 'medium'
  if (fit === 'cover') {
    const scale = Math.max(at.w / w, at.h / h)
    const [cutW, cutH] = [at.w / scale, at.h / scale]
    context.drawImage(source, x + (w - cutW) / 2, y + (h - cutH) / 2, cutW, cutH, at.x, at.y, at.w, at.h)
    return
  }
  const scale = Math.min(at.w / w, at.h / h)
  const [drawW, drawH] = [w * scale, h * scale]
  context.drawImage(source, x, y, w, h, at.x + (at.w - drawW) / 2, at.y + (at.h - drawH) / 2, drawW, drawH)
}
