import type { ParsedAnnotation } from '@shared/domain/annotation/model'
import type { Edit } from '../../storage/edit'
import { canvasSize, regionColumns, type AnnotationRow, type ImageRow } from '../rows'
import type { ProjectSession } from '../session'
import { planLabels } from '../sources/iiif/plan-annotations'
import type { PlannedLabel } from '../sources/import-plan'
import { writePlan, type WriteDeps } from '../sources/write-plan'

export interface ApplyDeps extends WriteDeps {
  /** What provenance names as the source. */
  readonly from: string
}

/**
 * Makes the rows of an annotation say what `parsed` says: those that it had are changed in place and keep their history,
 * missing ones are added, and those whose target is gone go.
 */
export function applyAnnotation(
  edit: Edit,
  session: ProjectSession,
  parsed: ParsedAnnotation,
  images: readonly ImageRow[],
  before: readonly AnnotationRow[],
  deps: ApplyDeps
): void {
  const left = new Map(before.map(row => [keyOf(row.imageId, row.externalId), row]))
  const additions = images.map(row => {
    const labels = planLabels(parsed, { id: row.canvasId, size: canvasSize(row), image: row }, deps.from)
    const fresh = labels.filter((label, index) => {
      const key = keyOf(row.id, label.externalId)
      // Drawn here and sent there: the row has no id of the server's yet.
      const known = left.get(key) ?? (index === 0 ? left.get(keyOf(row.id, null)) : undefined)
      if (!known) return true
      left.delete(keyOf(known.imageId, known.externalId))
      edit.update('annotation', known.id, { ...changed(label, edit, session, deps), modifiedAt: deps.now.getTime() })
      return false
    })
    return { imageId: row.id, labels: fresh }
  })
  for (const row of left.values()) edit.remove('annotation', row.id)
  const source = { kind: 'sas', name: deps.from, uri: deps.from, rights: null } as const
  writePlan(edit, session, { source, classes: [], images: [], additions, skipped: [] }, {}, deps)
}

const keyOf = (imageId: number, externalId: string | null | undefined): string => `${imageId} ${externalId ?? ''}`

function changed(label: PlannedLabel, edit: Edit, session: ProjectSession, { classes }: ApplyDeps) {
  const classId = label.label === null ? null : (classes.ensure(edit, session, [label.label])[0] ?? null)
  return {
    ...regionColumns(label.region),
    classId,
    status: label.status ?? (classId === null ? 'unlabelled' : 'labelled'),
    confidence: label.confidence ?? null,
    note: label.note ?? '',
    externalId: label.externalId ?? null,
    original: label.original ?? null,
    provenance: label.provenance ?? null
  } as const
}
