import type { Inverse, RowInverse } from '../../storage/inverse'
import type { TrackedName } from '../../storage/schema'
import type { ProjectSession } from '../session'

/** What changed of the user's work, by table and row id. */
export interface Changes {
  readonly changed: ReadonlyMap<TrackedName, readonly number[]>
  /** Images that changed themselves or in their annotations, also those that are gone now. */
  readonly imageIds: readonly number[]
  /** UUIDs of the annotations that changed, also those that are gone now; null when they aren't known. */
  readonly annotationIds: readonly string[] | null
}

/** Which rows a change concerned, by what would take it back. Ask when it is in the database. */
export function changesOf(inverse: Inverse, session: ProjectSession): Changes {
  const changed = new Map<TrackedName, readonly number[]>()
  for (const [table, rows] of inverse) if (rows.size > 0) changed.set(table, [...rows.keys()])
  const annotations = namesOf(inverse.get('annotation') ?? new Map<number, RowInverse>(), session)
  return {
    changed,
    imageIds: [...new Set([...(changed.get('image') ?? []), ...annotations.map(({ imageId }) => imageId)])],
    annotationIds: annotations.map(({ uuid }) => uuid)
  }
}

/** Which annotations of which images these rows are. */
function namesOf(
  rows: ReadonlyMap<number, RowInverse>,
  session: ProjectSession
): readonly { readonly uuid: string; readonly imageId: number }[] {
  // A row that is gone tells its names in what would bring it back.
  const gone = [...rows.values()].flatMap(row =>
    row.kind === 'insert' ? [{ uuid: String(row.row.uuid), imageId: Number(row.row.image_id) }] : []
  )
  const present = session.database.sqlite
    .prepare<[string], { uuid: string; imageId: number }>(
      'select uuid, image_id imageId from annotation where id in (select value from json_each(?))'
    )
    .all(JSON.stringify([...rows.keys()]))
  return [...gone, ...present]
}

/** Several changes as one. */
export function unite(all: readonly Changes[]): Changes {
  const changed = new Map<TrackedName, readonly number[]>()
  for (const changes of all) {
    for (const [table, ids] of changes.changed)
      changed.set(table, [...new Set([...(changed.get(table) ?? []), ...ids])])
  }
  const areKnown = all.every(({ annotationIds }) => annotationIds !== null)
  return {
    changed,
    imageIds: [...new Set(all.flatMap(({ imageIds }) => imageIds))],
    annotationIds: areKnown ? [...new Set(all.flatMap(({ annotationIds }) => annotationIds ?? []))] : null
  }
}
