import { basename } from 'node:path'
import { readLabelsCsv } from '@shared/domain/formats/csv'
import { readFacts } from './facts-table'
import type { ImportPlan, ReaderContext } from './import-plan'
import { joinLabels } from './join-labels'

export interface PhotoTables {
  readonly name: string
  /** Classes in the order in which they are to be made, if they are not there yet. */
  readonly classes: readonly string[]
  /** CSV: `file,x,y,w,h,label`. */
  readonly boxes: string
  /** CSV: `file,title,licence,…`: the other columns become metadata. */
  readonly photos: string
}

/** A folder of images with the boxes and facts that tables beside it tell of them. */
export async function readPhotos(
  { name, classes, boxes, photos }: PhotoTables,
  context: ReaderContext
): Promise<ImportPlan> {
  const { from } = context.input
  const labels = readLabelsCsv(boxes, basename(from))
  return await joinLabels(
    {
      source: { kind: 'folder', name, uri: from, rights: null },
      classes,
      images: labels.images,
      facts: readFacts(photos),
      skipped: labels.skipped,
      folders: [from]
    },
    context
  )
}
