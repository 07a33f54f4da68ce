import type { CanvasDraft, ManifestDraft } from '@shared/domain/presentation/draft'
import { plain } from '@shared/domain/presentation/localised-text'

/** A manifest that says no more of itself than its canvases do. */
export function manifestDraft(id: string, label: string, canvases: readonly CanvasDraft[]): ManifestDraft {
  return {
    id,
    label: plain(label),
    summary: [],
    metadata: [],
    viewingDirection: null,
    behavior: [],
    canvases,
    ranges: [],
    rights: null,
    requiredStatement: null
  }
}
