import type { ExportLoss } from '@shared/contract/exports'
import type { ProjectSession } from '../session'

/** What an export could lose of which kind, by the code of the loss. */
export type Counts = Readonly<Record<Exclude<ExportLoss['code'], 'NAME' | 'CLASS'>, number>>

export interface Contents {
  readonly images: number
  readonly annotations: number
  readonly counts: Counts
  /** Names of all classes in the order of the class list. */
  readonly classes: readonly string[]
  /** Of these, how many carry no label of the images. */
  readonly unused: number
}

const isTruth = `status in ('labelled', 'reviewed')`
/** Whether a side of a box has a fraction of a pixel of the canvas; `along` is the size of the image along it. */
const fractionOf = (side: string, along: 'width' | 'height'): string => {
  // 1.0: SQLite divides whole numbers without their rest.
  const value = `json_extract(region, '$.${side}') * 1.0 * coalesce(canvas_${along}, ${along}) / ${along}`
  return `abs(${value} - round(${value})) > 1e-6`
}
const isFractional = [fractionOf('x', 'width'), fractionOf('y', 'height'), fractionOf('w', 'width'), fractionOf('h', 'height')].join(' or ') // prettier-ignore

/** Counted by the database: of 70,000 images no row has to be read for it. */
const ofAnnotations: Readonly<Partial<Record<keyof Counts, string>>> = {
  SUGGESTED: `status = 'suggested'`,
  UNSURE: `status = 'unsure'`,
  NOT_A_CLASS: `status = 'outside'`,
  NO_LABEL: `class_id is null and status = 'unlabelled'`,
  POINT: `kind = 'point' and ${isTruth}`,
  OUTLINE: `kind in ('polygon', 'rotated') and ${isTruth}`,
  WHOLE: `kind = 'whole' and class_id is not null and ${isTruth}`,
  FRACTION: `kind = 'rect' and (${isFractional})`,
  REVIEWED: `status = 'reviewed'`,
  NOTE: `annotation.note <> ''`,
  AUTHOR: isTruth,
  HISTORY: `created_at <> modified_at`
}
const ofImages: Readonly<Partial<Record<keyof Counts, string>>> = {
  EMPTY: `not exists (select 1 from annotation where image_id = image.id)`,
  PICTURE: `pixels = 'remote' and hash is null`,
  NO_SPLIT: `split = 'none'`,
  SPLIT: `split <> 'none'`,
  RIGHTS: `rights is not null or attribution is not null`,
  METADATA: `metadata <> '{}' or note <> ''`,
  CANVAS: `canvas_id not like 'urn:uuid:%'`
}

const selection = (counted: Readonly<Partial<Record<keyof Counts, string>>>): string =>
  Object.entries(counted)
    .map(([code, condition]) => `total(${condition}) as ${code}`)
    .join(', ')

/** Counts what the given images and their annotations hold. */
export function countContents(
  { database: { sqlite } }: Pick<ProjectSession, 'database'>,
  ids: readonly number[]
): Contents {
  const wanted = JSON.stringify(ids)
  // Each row has the columns that its select names.
  const annotations = sqlite
    .prepare<[string], Counts & { n: number }>(
      `select count(*) n, ${selection(ofAnnotations)} from annotation join image on image.id = image_id
       where image_id in (select value from json_each(?))`
    )
    .get(wanted)
  const images = sqlite
    .prepare<[string], Counts & { n: number }>(
      `select count(*) n, ${selection(ofImages)} from image where id in (select value from json_each(?))`
    )
    .get(wanted)
  const classes = sqlite
    .prepare<[string], { name: string; used: number }>(
      `select name, id in (
         select class_id from annotation where image_id in (select value from json_each(?)) and class_id is not null
       ) used from class order by position, id`
    )
    .all(wanted)
  if (!annotations || !images) throw new Error('a count without a row')
  const { n: annotationCount, ...ofTheirs } = annotations
  const { n: imageCount, ...ofThem } = images
  return {
    images: imageCount,
    annotations: annotationCount,
    counts: { ...ofTheirs, ...ofThem },
    classes: classes.map(({ name }) => name),
    unused: classes.filter(({ used }) => used === 0).length
  }
}
