import type { Region } from '@shared/contract/annotations'
import { parseCsv, type CsvRow } from './csv-text'
import type { ImportPlan, PlannedImage, PlannedLabel, ReaderContext } from './import-plan'
import { readFolder } from './read-folder'

export interface PhotoTables {
  readonly name: string
  /** `file,x,y,w,h,label` */
  readonly boxes: string | undefined
  /** `file,title,licence,…`: the other columns become metadata. */
  readonly photos: string | undefined
}

/** A folder of images with the boxes and facts that tables beside it tell of them. */
export async function readPhotos(tables: PhotoTables, context: ReaderContext): Promise<ImportPlan> {
  const boxes = groupByFile(parseCsv(tables.boxes ?? 'file'))
  const photos = groupByFile(parseCsv(tables.photos ?? 'file'))
  const plan = await readFolder(context.input.from, { name: tables.name }, context)
  return {
    ...plan,
    images: plan.images.map(image => withFacts(image, boxes.get(image.name) ?? [], photos.get(image.name)?.[0]))
  }
}

function withFacts(image: PlannedImage, boxes: readonly CsvRow[], facts: CsvRow | undefined): PlannedImage {
  const { file: _, class: __, licence, ...metadata } = facts ?? {}
  return { ...image, rights: licence ?? null, metadata, labels: boxes.map(toLabel) }
}

function toLabel(row: CsvRow): PlannedLabel {
  const region: Region = { kind: 'rect', x: Number(row.x), y: Number(row.y), w: Number(row.w), h: Number(row.h) }
  return { region, label: row.label || null, author: 'import' }
}

function groupByFile(rows: readonly CsvRow[]): ReadonlyMap<string, readonly CsvRow[]> {
  const groups = new Map<string, CsvRow[]>()
  for (const row of rows) groups.set(row.file ?? '', [...(groups.get(row.file ?? '') ?? []), row])
  return groups
}
