import type { ImportPreview } from '@shared/contract/sources'
import type { ProjectSession } from '../session'
import type { ImportPlan, PlannedLabel } from './import-plan'
import type { KnownImages } from './known-images'

interface Row {
  readonly image_id: number
  readonly external_id: string
  readonly class: string | null
}

/** Conflicts that a preview lists. */
const listed = 200

/** Annotations that the project has, by their id in the document, with another class than the document gives them. */
export function findConflicts(
  plan: ImportPlan,
  known: KnownImages,
  { database }: ProjectSession,
  nameOf: (text: string) => string | null
): ImportPreview['conflicts'] {
  const names = new Map(known.all().map(({ id, name }) => [id, name]))
  const here: { readonly id: number; readonly labels: readonly PlannedLabel[] }[] = [
    ...plan.images.flatMap(({ canvasId, labels = [] }) => {
      const image = labels.length > 0 ? known.byCanvas(canvasId) : undefined
      return image ? [{ id: image.id, labels }] : []
    }),
    ...(plan.additions ?? []).map(({ imageId, labels = [] }) => ({ id: imageId, labels }))
  ]
  if (here.length === 0) return []
  const rows = database.sqlite
    .prepare<[], Row>(
      `select image_id, external_id, class.name as class from annotation
         left join class on class.id = class_id where external_id is not null`
    )
    .all()
  const mine = new Map(rows.map(row => [`${row.image_id} ${row.external_id}`, row]))
  const conflicts = here.flatMap(({ id, labels }) =>
    labels.flatMap(({ label, externalId }) => {
      const row = externalId ? mine.get(`${id} ${externalId}`) : undefined
      const theirs = (label === null ? null : nameOf(label)) || null
      if (!row || row.class?.toLowerCase() === theirs?.toLowerCase()) return []
      return [{ image: names.get(id) ?? '', mine: row.class, theirs }]
    })
  )
  return conflicts.slice(0, listed)
}
