import { inLanguage } from '@shared/domain/presentation/localised-text'
import type { ReadCanvas, ReadManifest } from '@shared/domain/presentation/model'
import type { PlannedImage, PlannedNode } from '../import-plan'

/**
 * A manifest as a tree: its ranges with the canvases that each names first, then those that no range names. A canvas is
 * listed once, where it comes first.
 */
export function outlineManifest(
  manifest: ReadManifest,
  planned: ReadonlyMap<string, PlannedImage>,
  pictureOf: (canvas: ReadCanvas) => string | null,
  depth: number
): readonly PlannedNode[] {
  const left = new Map(manifest.canvases.map(canvas => [canvas.id, canvas]))
  const node = { images: 0, image: null, picture: null, isRead: true }

  function takeCanvas(id: string, at: number): readonly PlannedNode[] {
    const canvas = left.get(id)
    left.delete(id)
    return canvas ? [toNode(canvas, planned.get(id) ?? null, pictureOf(canvas), at)] : []
  }

  const parents = new Set(manifest.ranges.map(({ parent }) => parent))
  const ranges = manifest.ranges.flatMap((range, index) => {
    const at = depth + 1 + range.depth
    const canvases = range.canvases.flatMap(id => takeCanvas(id, at + 1))
    if (canvases.length === 0 && !parents.has(index)) return []
    const label = inLanguage(range.label) || 'Untitled part'
    return [{ ...node, kind: 'range' as const, depth: at, id: range.id ?? `${index}`, label }, ...canvases]
  })
  const rest = [...left.keys()].flatMap(id => takeCanvas(id, depth + 1))
  const label = inLanguage(manifest.label) || manifest.id || 'Manifest without a name'
  return [{ ...node, kind: 'manifest', depth, id: manifest.id ?? '', label }, ...ranges, ...rest]
}

function toNode(canvas: ReadCanvas, image: PlannedImage | null, picture: string | null, depth: number): PlannedNode {
  return {
    ...{ kind: 'canvas', depth, id: canvas.id, label: inLanguage(canvas.label) || canvas.id, isRead: true },
    image,
    images: canvas.images.length,
    picture
  }
}
