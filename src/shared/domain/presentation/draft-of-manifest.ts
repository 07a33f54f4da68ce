import type { ManifestDraft } from './draft'
import type { ReadCanvas, ReadManifest } from './model'

/**
 * A manifest that was read, made ready to be edited and written under `id`. Canvases keep their ids; those of unknown
 * size, which neither version allows, are left out and returned in `skipped`.
 */
export function draftOfManifest(
  manifest: ReadManifest,
  id: string
): { readonly draft: ManifestDraft; readonly skipped: readonly ReadCanvas[] } {
  const sized = manifest.canvases.filter(canvas => canvas.width !== null && canvas.height !== null)
  const kept = new Set(sized.map(canvas => canvas.id))
  const { label, summary, metadata, rights, requiredStatement, viewingDirection, behavior, ranges } = manifest
  const canvases = sized.map(({ annotations, width, height, ...canvas }) => ({
    ...canvas,
    width: width ?? 1,
    height: height ?? 1,
    annotationPages: annotations.references.map(reference => ({ id: reference, embedded: null }))
  }))
  return {
    draft: {
      id,
      label,
      summary,
      metadata,
      rights,
      requiredStatement,
      viewingDirection,
      behavior,
      canvases,
      ranges: ranges.map(range => ({ ...range, canvases: range.canvases.filter(canvas => kept.has(canvas)) }))
    },
    skipped: manifest.canvases.filter(canvas => !kept.has(canvas.id))
  }
}
