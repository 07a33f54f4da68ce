import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { FoundLabel, ImportInput, ImportReport, Skipped } from '@shared/contract/sources'
import { scaleRegion } from '@shared/domain/annotation/region'
import type { Edit } from '../../storage/edit'
import { image } from '../../storage/schema'
import type { ClassesService } from '../classes-service'
import { regionColumns, type ImageRow } from '../rows'
import type { ProjectSession } from '../session'
import type { ImportPlan, PlannedImage, PlannedLabel } from './import-plan'
import { createKnownLabels } from './known-labels'
import { createLabelMap, findLabelTexts, labelsOf } from './label-map'
import { replacePicture } from './replace-picture'

export interface WrittenPlan {
  readonly report: ImportReport
  /** Images of the plan, those that were here already included. */
  readonly imageIds: readonly number[]
}

export interface WriteDeps {
  readonly classes: Pick<ClassesService, 'ensure'>
  readonly author: string
  readonly now: Date
}

/**
 * Writes a plan within the caller's command. Images that the project has already, by canvas id (of a file: by its
 * content), get what they lacked: pixels, annotations of the document, a label for an image that has none.
 */
export function writePlan(
  edit: Edit,
  session: ProjectSession,
  plan: ImportPlan,
  classMap: ImportInput['classMap'],
  { classes, author, now }: WriteDeps
): WrittenPlan {
  const known = readKnown(session, plan)
  const texts = findLabelTexts(plan, classNamesOf(session))
  const nameOf = createLabelMap(texts, classMap)
  const fresh: PlannedImage[] = []
  const additions = [...(plan.additions ?? [])]
  const canvases = new Map<string, PlannedImage>()
  const labelsHere = createKnownLabels(session, nameOf, plan.source.uri)
  const imageIds: number[] = []
  for (const image of plan.images) {
    const existing = known.get(image.canvasId)
    if (existing) {
      imageIds.push(existing.id)
      const gains = existing.pixels === 'remote' && image.pixels.kind !== 'remote'
      if (gains) replacePicture(edit, session, existing, pixelColumns(image))
      const size = gains ? image : existing
      const labels = (image.labels ?? [])
        .filter(({ externalId }) => externalId)
        .map(label => ({ ...label, region: scaleRegion(label.region, image, size) }))
      labels.push(...labelsHere.gained(existing.id, image))
      if (labels.length > 0) additions.push({ imageId: existing.id, labels })
      continue
    }
    const same = canvases.get(image.canvasId)
    if (same) labelsHere.compare(same, image)
    else {
      canvases.set(image.canvasId, image)
      fresh.push(image)
    }
  }

  const imported = { sources: 0, images: fresh.length, annotations: 0, examples: 0 }
  const classIds = createClassResolver(edit, session, plan, nameOf, classes)
  const time = now.getTime()

  function addLabel(imageId: number, label: PlannedLabel): void {
    const classId = classIds(label.label)
    if (classId === undefined) return
    const text = label.label !== null && classId === null ? label.label : null
    const note = [text, label.note].filter(Boolean).join('\n')
    edit.insert('annotation', { ...labelColumns({ ...label, note }, classId, author, now), imageId })
    imported.annotations++
    if (classId !== null) imported.examples++
  }

  if (fresh.length > 0) {
    const sourceId = edit.insert('source', { ...plan.source, importedAt: time })
    imported.sources = 1
    for (const image of fresh) {
      const imageId = edit.insert('image', { ...imageColumns(image), sourceId, importedAt: time })
      imageIds.push(imageId)
      for (const label of image.labels ?? []) addLabel(imageId, label)
    }
  }
  const present = createLabelLookup(session)
  for (const { imageId, labels = [], metadata } of additions) {
    for (const label of labels) if (!present(imageId, label, classIds(label.label))) addLabel(imageId, label)
    if (metadata) edit.update('image', imageId, { metadata: { ...metadataOf(session, imageId), ...metadata } })
  }
  const skipped = [...plan.skipped, ...leftOut(texts, classMap, plan.source.uri), ...labelsHere.contradictions()]
  return { report: { imported, known: plan.images.length - fresh.length, skipped }, imageIds }
}

/** Texts that nobody has decided about are not dropped without a word. */
function leftOut(texts: readonly FoundLabel[], classMap: ImportInput['classMap'], source: string): readonly Skipped[] {
  const dropped = texts.filter(({ text, suggestion }) => suggestion === 'leave-out' && !Object.hasOwn(classMap, text))
  const [first] = dropped
  if (!first) return []
  const count = dropped.reduce((sum, one) => sum + one.count, 0).toLocaleString('en')
  const message = `${count} transcriptions, such as “${first.text}”, were left out: they say what the page says, not what it shows. A class map takes them in.`
  return [{ source, pointer: '', code: 'TRANSCRIPTION', message }]
}

function imageColumns(image: PlannedImage) {
  return {
    name: image.name,
    canvasId: image.canvasId,
    canvasWidth: image.canvas?.width ?? null,
    canvasHeight: image.canvas?.height ?? null,
    ...pixelColumns(image),
    service: image.service ?? null,
    split: image.split ?? 'none',
    rights: image.rights ?? null,
    attribution: image.attribution ?? null,
    metadata: image.metadata ?? {}
  } as const
}

function pixelColumns({ pixels, width, height, problem, location }: PlannedImage) {
  return {
    width,
    height,
    pixels: pixels.kind,
    hash: pixels.hash,
    format: pixels.kind === 'packed' ? null : pixels.format,
    packIndex: pixels.kind === 'packed' ? pixels.index : null,
    channels: pixels.kind === 'packed' ? pixels.channels : null,
    location: pixels.kind === 'remote' ? pixels.location : (location ?? null),
    problem: problem ?? null
  } as const
}

function labelColumns(label: PlannedLabel, classId: number | null, author: string, now: Date) {
  return {
    uuid: randomUUID(),
    ...regionColumns(label.region),
    classId,
    status: label.status ?? (classId === null ? 'unlabelled' : 'labelled'),
    note: label.note ?? '',
    author: label.author ?? author,
    createdAt: (label.createdAt ?? now).getTime(),
    modifiedAt: (label.createdAt ?? now).getTime(),
    confidence: label.confidence ?? null,
    provenance: label.provenance ?? null,
    externalId: label.externalId ?? null,
    original: label.original ?? null
  } as const
}

/** Class id of a label's text; null = a box without a class, undefined = left out. */
function createClassResolver(
  edit: Edit,
  session: ProjectSession,
  plan: ImportPlan,
  nameOf: (text: string) => string | null,
  classes: Pick<ClassesService, 'ensure'>
): (label: string | null) => number | null | undefined {
  const labels = labelsOf(plan).flatMap(({ label }) => label ?? [])
  const names = new Map([...new Set([...plan.classes, ...labels])].map(label => [label, nameOf(label)]))
  const kept = [...names].flatMap(([label, name]) => (name ? [{ label, name }] : []))
  const ids = classes.ensure(
    edit,
    session,
    kept.map(({ name }) => name)
  )
  const byLabel = new Map(kept.map(({ label }, index) => [label, ids[index]]))
  return label => (label === null || names.get(label) === '' ? null : byLabel.get(label))
}

function classNamesOf({ database }: ProjectSession): readonly string[] {
  return database.sqlite.prepare<[], string>('select name from class').pluck().all()
}

function readKnown({ database: { orm } }: ProjectSession, plan: ImportPlan): ReadonlyMap<string, ImageRow> {
  const ids = JSON.stringify(plan.images.map(({ canvasId }) => canvasId))
  const rows = orm
    .select()
    .from(image)
    .where(sql`${image.canvasId} in (select value from json_each(${ids}))`)
    .all()
  return new Map(rows.map(row => [row.canvasId, row]))
}

/** Whether an image has this annotation already: by its id in its document, without one by region and class. */
function createLabelLookup({ database }: ProjectSession) {
  const byExternalId = database.sqlite
    .prepare<[number, string], number>('select 1 from annotation where image_id = ? and external_id = ?')
    .pluck()
  const byRegion = database.sqlite
    .prepare<[number, string | null, number | null], number>(
      'select 1 from annotation where image_id = ? and region is ? and class_id is ?'
    )
    .pluck()
  return (imageId: number, { externalId, region }: PlannedLabel, classId: number | null | undefined): boolean => {
    if (externalId) return byExternalId.get(imageId, externalId) !== undefined
    const stored = regionColumns(region).region
    return byRegion.get(imageId, stored && JSON.stringify(stored), classId ?? null) !== undefined
  }
}

function metadataOf({ database }: ProjectSession, imageId: number): Readonly<Record<string, string>> {
  const row = database.orm.select({ metadata: image.metadata }).from(image).where(eq(image.id, imageId)).get()
  return row?.metadata ?? {}
}
