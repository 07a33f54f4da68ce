import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { ImportInput, ImportReport } from '@shared/contract/sources'
import type { Edit } from '../../storage/edit'
import { image } from '../../storage/schema'
import type { ClassesService } from '../classes-service'
import { regionColumns } from '../rows'
import type { ProjectSession } from '../session'
import type { ImportPlan, PlannedImage, PlannedLabel } from './import-plan'

export interface WriteDeps {
  readonly classes: Pick<ClassesService, 'ensure'>
  readonly author: string
  readonly now: Date
}

/**
 * Writes a plan within the caller's command. Images that the project has already, by canvas id (of a file: by its
 * content), get what they lacked: pixels and annotations of the document.
 */
export function writePlan(
  edit: Edit,
  session: ProjectSession,
  plan: ImportPlan,
  classMap: ImportInput['classMap'],
  { classes, author, now }: WriteDeps
): ImportReport {
  const known = readKnown(session, plan)
  const fresh: PlannedImage[] = []
  const additions = [...(plan.additions ?? [])]
  const canvases = new Set<string>()
  for (const image of plan.images) {
    const existing = known.get(image.canvasId)
    if (existing) {
      if (existing.pixels === 'remote' && image.pixels.kind !== 'remote')
        edit.update('image', existing.id, pixelColumns(image))
      const labels = (image.labels ?? []).filter(({ externalId }) => externalId)
      if (labels.length > 0) additions.push({ imageId: existing.id, labels })
    } else if (!canvases.has(image.canvasId)) {
      canvases.add(image.canvasId)
      fresh.push(image)
    }
  }

  const imported = { sources: 0, images: fresh.length, annotations: 0, examples: 0 }
  const classIds = createClassResolver(edit, session, plan, classMap, classes)
  const time = now.getTime()

  function addLabel(imageId: number, label: PlannedLabel): void {
    const classId = classIds(label.label)
    if (classId === undefined) return
    edit.insert('annotation', { ...labelColumns(label, classId, author, now), imageId })
    imported.annotations++
    if (classId !== null) imported.examples++
  }

  if (fresh.length > 0) {
    const sourceId = edit.insert('source', { ...plan.source, importedAt: time })
    imported.sources = 1
    for (const image of fresh) {
      const imageId = edit.insert('image', { ...imageColumns(image), sourceId, importedAt: time })
      for (const label of image.labels ?? []) addLabel(imageId, label)
    }
  }
  const present = createLabelLookup(session)
  for (const { imageId, labels = [], metadata } of additions) {
    for (const label of labels) if (!present(imageId, label, classIds(label.label))) addLabel(imageId, label)
    if (metadata) edit.update('image', imageId, { metadata: { ...metadataOf(session, imageId), ...metadata } })
  }
  return { imported, known: plan.images.length - fresh.length, skipped: [...plan.skipped] }
}

function imageColumns(image: PlannedImage) {
  return {
    name: image.name,
    canvasId: image.canvasId,
    canvasWidth: image.canvas?.width ?? null,
    canvasHeight: image.canvas?.height ?? null,
    ...pixelColumns(image),
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

/** Class id of a label's text; undefined when the class map leaves it out. */
function createClassResolver(
  edit: Edit,
  session: ProjectSession,
  plan: ImportPlan,
  classMap: ImportInput['classMap'],
  classes: Pick<ClassesService, 'ensure'>
): (label: string | null) => number | null | undefined {
  const nameOf = (label: string): string | null => (label in classMap ? (classMap[label] ?? null) : label)
  const labels = [...plan.images, ...(plan.additions ?? [])].flatMap(
    image => image.labels?.map(({ label }) => label) ?? []
  )
  const found = [...new Set([...plan.classes, ...labels.filter(label => label !== null)])]
  const kept = found.flatMap(label => {
    const name = nameOf(label)
    return name === null ? [] : [{ label, name }]
  })
  const ids = classes.ensure(
    edit,
    session,
    kept.map(({ name }) => name)
  )
  const byLabel = new Map(kept.map(({ label }, index) => [label, ids[index]]))
  return label => (label === null ? null : byLabel.get(label))
}

interface KnownRow {
  readonly id: number
  readonly canvas_id: string
  readonly pixels: PlannedImage['pixels']['kind']
}

function readKnown({ database }: ProjectSession, plan: ImportPlan): ReadonlyMap<string, KnownRow> {
  const rows = database.sqlite
    .prepare<[string], KnownRow>(
      'select id, canvas_id, pixels from image where canvas_id in (select value from json_each(?))'
    )
    .all(JSON.stringify(plan.images.map(({ canvasId }) => canvasId)))
  return new Map(rows.map(row => [row.canvas_id, row]))
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
