import { randomUUID } from 'node:crypto'
import type { ImportInput, ImportReport } from '@shared/contract/sources'
import type { Edit } from '../../storage/edit'
import type { ClassesService } from '../classes-service'
import { regionColumns } from '../rows'
import type { ProjectSession } from '../session'
import type { ImportPlan, PlannedImage, PlannedLabel } from './import-plan'

export interface WriteDeps {
  readonly classes: Pick<ClassesService, 'ensure'>
  readonly author: string
  readonly now: Date
}

/** Writes a plan within the caller's command. Images that the project has already, by hash, stay as they are. */
export function writePlan(
  edit: Edit,
  session: ProjectSession,
  plan: ImportPlan,
  classMap: ImportInput['classMap'],
  { classes, author, now }: WriteDeps
): ImportReport {
  const known = knownPixels(session, plan)
  const fresh = plan.images.filter(image => {
    const key = pixelKey(image)
    return key === null || !known.has(key)
  })
  const report = {
    known: plan.images.length - fresh.length,
    skipped: [...plan.skipped]
  }
  if (fresh.length === 0) return { ...report, imported: { sources: 0, images: 0, annotations: 0, examples: 0 } }

  const classIds = createClassResolver(edit, session, plan, classMap, classes)
  const time = now.getTime()
  const sourceId = edit.insert('source', { ...plan.source, importedAt: time })
  let annotations = 0
  let examples = 0
  for (const image of fresh) {
    const imageId = edit.insert('image', { ...imageColumns(image), sourceId, importedAt: time })
    for (const label of image.labels ?? []) {
      const classId = classIds(label.label)
      if (classId === undefined) continue
      edit.insert('annotation', { ...labelColumns(label, classId, author, now), imageId })
      annotations++
      if (classId !== null) examples++
    }
  }
  return { ...report, imported: { sources: 1, images: fresh.length, annotations, examples } }
}

function imageColumns(image: PlannedImage) {
  const { pixels } = image
  return {
    name: image.name,
    canvasId: image.canvasId,
    width: image.width,
    height: image.height,
    canvasWidth: image.canvas?.width ?? null,
    canvasHeight: image.canvas?.height ?? null,
    pixels: pixels.kind,
    hash: pixels.hash,
    format: pixels.kind === 'packed' ? null : pixels.format,
    packIndex: pixels.kind === 'packed' ? pixels.index : null,
    channels: pixels.kind === 'packed' ? pixels.channels : null,
    location: pixels.kind === 'remote' ? pixels.location : null,
    split: image.split ?? 'none',
    rights: image.rights ?? null,
    attribution: image.attribution ?? null,
    metadata: image.metadata ?? {},
    problem: image.problem ?? null
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
    provenance: label.provenance ?? null
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
  const labels = plan.images.flatMap(image => image.labels?.map(({ label }) => label) ?? [])
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

function pixelKey({ pixels }: PlannedImage): string | null {
  return pixels.hash === null ? null : `${pixels.hash}/${pixels.kind === 'packed' ? pixels.index : ''}`
}

function knownPixels(session: ProjectSession, plan: ImportPlan): ReadonlySet<string> {
  const hashes = [...new Set(plan.images.map(({ pixels }) => pixels.hash).filter(hash => hash !== null))]
  const rows = session.database.sqlite
    .prepare<[string], { hash: string; pack_index: number | null }>(
      'select hash, pack_index from image where hash in (select value from json_each(?))'
    )
    .all(JSON.stringify(hashes))
  return new Set(rows.map(row => `${row.hash}/${row.pack_index ?? ''}`))
}
