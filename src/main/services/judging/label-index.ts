import type { ProjectDatabase } from '../../storage/database'

/** What an annotation says of its example now, by annotation row id. */
export interface LabelIndex {
  /** Class id; 0 = no truth: unlabelled, unsure, none of the classes, only suggested, or the annotation is gone. */
  classOf(annotationId: number): number
  /** A person changed it after predictions on it had been shown. */
  seenPredictions(annotationId: number): boolean
  /** Class id before the first such change, 0 = no truth; the class as it is where there was none. */
  classBefore(annotationId: number): number
  /** Reads these rows again after a commit. */
  refresh(annotationIds: readonly number[]): void
}

interface Row {
  readonly id: number
  readonly classId: number | null
  readonly status: string
  readonly seen: number
  readonly before: number | null
}

const select = `select id, class_id classId, status, seen_predictions seen,
  json_extract(before_seen, '$.classId') before from annotation`

/** All labels of a project in two arrays: 70,000 of them are read in some 50 ms once, a change costs one row. */
export function createLabelIndex({ sqlite }: ProjectDatabase): LabelIndex {
  let classes = new Int32Array(1024)
  let seen = new Uint8Array(1024)
  // Few: what was changed after predictions had been shown.
  const earlier = new Map<number, number>()
  const one = sqlite.prepare<[number], Row>(`${select} where id = ?`)

  function set({ id, classId, status, seen: changed, before }: Row): void {
    if (id >= classes.length) {
      const size = Math.max(id + 1, classes.length * 2)
      const grownClasses = new Int32Array(size)
      const grownSeen = new Uint8Array(size)
      grownClasses.set(classes)
      grownSeen.set(seen)
      classes = grownClasses
      seen = grownSeen
    }
    const counts = status === 'labelled' || status === 'reviewed'
    classes[id] = counts ? (classId ?? 0) : 0
    seen[id] = changed
    if (changed) earlier.set(id, before ?? 0)
    else earlier.delete(id)
  }

  for (const row of sqlite.prepare<[], Row>(select).iterate()) set(row)
  return {
    classOf: id => classes[id] ?? 0,
    seenPredictions: id => seen[id] === 1,
    classBefore: id => earlier.get(id) ?? classes[id] ?? 0,
    refresh(ids) {
      for (const id of ids) set(one.get(id) ?? { id, classId: null, status: 'unlabelled', seen: 0, before: null })
    }
  }
}
