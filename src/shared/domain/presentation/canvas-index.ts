import type { ReadCanvas } from './model'
import { urlKey } from './url'

/**
 * Finds canvases by the ids that annotations write: verbatim first, since ids are opaque; then hosts without case and
 * http for https, which real servers mix.
 */
export function createCanvasIndex<T extends Pick<ReadCanvas, 'id'>>(
  canvases: readonly T[]
): (id: string) => T | undefined {
  const verbatim = new Map(canvases.map(canvas => [canvas.id, canvas]))
  const loose = new Map(canvases.map(canvas => [urlKey(canvas.id), canvas]))
  return id => verbatim.get(id) ?? loose.get(urlKey(id))
}
