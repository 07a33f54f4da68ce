import { randomUUID } from 'node:crypto'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Annotation, AnnotationStatus, annotationsContract, Region } from '@shared/contract/annotations'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Edit } from '../storage/edit'
import { annotation, classEntry, image, type BeforeSeen } from '../storage/schema'
import { createAuditLog } from './history/audit-log'
import type { HistoryService } from './history/history-service'
import { regionColumns, toAnnotation, type AnnotationRow } from './rows'
import type { ProjectSession } from './session'
import type { SettingsService } from './settings-service'
import { perSession, type Workspace } from './workspace'

export type AnnotationsService = Handlers<typeof annotationsContract>

export interface AnnotationsDeps {
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly settings: SettingsService
  readonly now: () => Date
}

export function createAnnotationsService({ workspace, history, settings, now }: AnnotationsDeps): AnnotationsService {
  const auditOf = perSession(session => createAuditLog(session.database))

  function find(id: string): AnnotationRow {
    const { orm } = workspace.session().database
    const row = orm.select().from(annotation).where(eq(annotation.uuid, id)).get()
    if (!row)
      throw new VitrineError('NOT_FOUND', 'This annotation is gone. It may have been deleted meanwhile.', { id })
    return row
  }

  function className(id: number): string {
    const { orm } = workspace.session().database
    const row = orm.select({ name: classEntry.name }).from(classEntry).where(eq(classEntry.id, id)).get()
    if (!row) throw new VitrineError('NOT_FOUND', 'This class is gone. It may have been removed meanwhile.', { id })
    return row.name
  }

  function imageName(id: number): string {
    const { orm } = workspace.session().database
    const row = orm.select({ name: image.name }).from(image).where(eq(image.id, id)).get()
    if (!row) throw new VitrineError('NOT_FOUND', 'This image is no longer in the project.', { id })
    return row.name
  }

  const get = (id: string): Annotation => toAnnotation(find(id))

  function updateTitle(row: AnnotationRow, change: Parameters<AnnotationsService['update']>[0]): string {
    const what = noun(row)
    if (change.classId) return `Label ${what} ${className(change.classId)}`
    if (change.classId === null) return `Take label off ${what}`
    if (change.region) return `Move ${what}`
    if (change.status) return `Mark ${what} ${change.status}`
    return `Edit note of ${what}`
  }

  function label(edit: Edit, session: ProjectSession, imageIds: readonly number[], labelling: Labelling): number {
    const { seen, ...values } = labelling
    const at = now().getTime()
    const author = settings.author()
    const labels = labelsOf(session, imageIds)
    let changed = 0
    for (const imageId of imageIds) {
      const targets = labels.get(imageId) ?? []
      if (targets.length === 0 && values.status !== 'unlabelled') {
        const created = { uuid: randomUUID(), imageId, author, createdAt: at, modifiedAt: at }
        edit.insert('annotation', {
          ...created,
          ...regionColumns({ kind: 'whole' }),
          ...values,
          ...(seen && newlySeen)
        })
        changed++
      }
      for (const row of targets) {
        const marks = seen ? seenMarks(row, values) : {}
        if (edit.update('annotation', row.id, { ...values, ...marks, confidence: null, modifiedAt: at })) changed++
      }
    }
    return changed
  }

  function wholeLabel(imageId: number): AnnotationRow | undefined {
    const isWhole = and(eq(annotation.imageId, imageId), eq(annotation.kind, 'whole'))
    return workspace.session().database.orm.select().from(annotation).where(isWhole).get()
  }

  const service: AnnotationsService = {
    list({ imageId, ids }) {
      const { orm } = workspace.session().database
      const wanted = and(eq(annotation.imageId, imageId), ids && inArray(annotation.uuid, ids))
      const query = orm.select().from(annotation).where(wanted).orderBy(asc(annotation.id))
      return query.all().map(toAnnotation)
    },

    ofImages({ imageIds }) {
      const { orm } = workspace.session().database
      const query = orm.select().from(annotation).where(inArray(annotation.imageId, imageIds))
      return query.orderBy(asc(annotation.imageId), asc(annotation.id)).all().map(toAnnotation)
    },

    create({ imageId, region, classId, note, gesture, seen }) {
      const name = imageName(imageId)
      // An image has one label as a whole: another one takes its place.
      const whole = region.kind === 'whole' ? wholeLabel(imageId) : undefined
      if (whole) return service.update({ id: whole.uuid, classId, note, gesture, seen }, { signal: undefined })
      const title = classId ? `Draw ${className(classId)} box on ${name}` : `Draw box on ${name}`
      const uuid = randomUUID()
      const at = now().getTime()
      history.run({ title, gesture }, edit =>
        edit.insert('annotation', {
          uuid,
          imageId,
          ...regionColumns(region),
          classId,
          status: classId ? 'labelled' : 'unlabelled',
          note,
          author: settings.author(),
          createdAt: at,
          modifiedAt: at,
          ...(seen && newlySeen)
        })
      )
      return get(uuid)
    },

    update(change) {
      const row = find(change.id)
      const title = updateTitle(row, change)
      const { region, classId, note } = change
      history.run({ title, gesture: change.gesture }, edit =>
        edit.update('annotation', row.id, {
          ...(region && regionColumns(region)),
          ...(classId !== undefined && { classId, confidence: null }),
          ...(note !== undefined && { note }),
          status: change.status ?? statusFor(row.status, classId),
          ...(change.seen && seenMarks(row, change)),
          modifiedAt: now().getTime()
        })
      )
      return get(change.id)
    },

    remove({ ids }) {
      const rows = ids.map(find)
      const first = rows[0]
      const title = rows.length === 1 && first ? `Delete ${noun(first)}` : `Delete ${rows.length} annotations`
      const removed = history.run({ title }, edit => rows.filter(row => edit.remove('annotation', row.id)).length)
      return { removed }
    },

    label({ imageIds, classId, status, seen }) {
      const text = classId ? className(classId) : (status ?? 'unlabelled')
      const what =
        imageIds.length === 1 ? imageName(imageIds[0] ?? 0) : `${imageIds.length.toLocaleString('en')} images`
      const title = !classId && status === undefined ? `Take label off ${what}` : `Label ${what} ${text}`
      const values = {
        ...(classId !== undefined && { classId }),
        status: status ?? statusFor('unlabelled', classId ?? null),
        seen
      }
      const present = presentImages(workspace.session(), imageIds)
      const changed = history.run({ title }, (edit, session) => label(edit, session, present, values))
      return { changed }
    },

    history: ({ id }) =>
      auditOf(workspace.session())
        .of(find(id).id)
        .map(entry => ({ ...entry, at: entry.at.toISOString() }))
  }
  return service
}

interface Labelling {
  /** Absent: the class stays as it is. */
  readonly classId?: number | null
  readonly status: AnnotationStatus
  /** Predictions were in view. */
  readonly seen: boolean
}

/** Without repetitions and without images that have been removed meanwhile. */
function presentImages({ database }: ProjectSession, imageIds: readonly number[]): readonly number[] {
  return database.sqlite
    .prepare<[string], number>('select id from image where id in (select value from json_each(?)) order by id')
    .pluck()
    .all(JSON.stringify(imageIds))
}

/** What a label of the image means: its boxes, without boxes the label of the whole image. */
function labelsOf(
  { database }: ProjectSession,
  imageIds: readonly number[]
): ReadonlyMap<number, readonly LabelledRow[]> {
  const rows = database.sqlite
    .prepare<[string], LabelledRow & { imageId: number; kind: AnnotationRow['kind']; regionText: string | null }>(
      `select id, image_id imageId, kind, region regionText, class_id classId, status, seen_predictions seenPredictions
       from annotation where image_id in (select value from json_each(?))
       order by image_id, kind = 'whole', id`
    )
    .all(JSON.stringify(imageIds))
  const labels = new Map<number, LabelledRow[]>()
  const withBoxes = new Set<number>()
  for (const { imageId, kind, regionText, ...row } of rows) {
    if (kind !== 'whole') withBoxes.add(imageId)
    else if (withBoxes.has(imageId)) continue
    // The column holds what the contract's region schema let in.
    const labelled = { ...row, region: regionText === null ? null : (JSON.parse(regionText) as Region) }
    const known = labels.get(imageId)
    if (known) known.push(labelled)
    else labels.set(imageId, [labelled])
  }
  return labels
}

type LabelledRow = Pick<AnnotationRow, 'id' | 'region' | 'classId' | 'status'> & {
  readonly seenPredictions: boolean | number
}

/** Columns of an annotation that a person made with predictions in view. */
const newlySeen = { seenPredictions: true, beforeSeen: { classId: null, region: null } } as const

/** Columns that mark the first change made with predictions in view; none when nothing that counts changes. */
function seenMarks(
  row: LabelledRow,
  change: Partial<Pick<Parameters<AnnotationsService['update']>[0], 'classId' | 'status' | 'region'>>
): { seenPredictions?: true; beforeSeen?: BeforeSeen } {
  const differs =
    (change.classId !== undefined && change.classId !== row.classId) ||
    (change.status !== undefined && carriesTruth(change.status) !== carriesTruth(row.status)) ||
    (change.region !== undefined && JSON.stringify(change.region) !== JSON.stringify(row.region ?? whole))
  if (!differs || row.seenPredictions) return {}
  const classId = carriesTruth(row.status) ? row.classId : null
  return { seenPredictions: true, beforeSeen: { classId, region: row.region ?? whole } }
}

const whole: Region = { kind: 'whole' }
const carriesTruth = (status: AnnotationStatus): boolean => status === 'labelled' || status === 'reviewed'

/** The state that a new class brings with it when none was named. */
function statusFor(before: AnnotationStatus, classId: number | null | undefined): AnnotationStatus {
  if (classId === undefined) return before
  return classId === null ? 'unlabelled' : 'labelled'
}

function noun(row: AnnotationRow): string {
  return row.kind === 'whole' ? 'image label' : row.kind === 'rect' || row.kind === 'rotated' ? 'box' : row.kind
}
