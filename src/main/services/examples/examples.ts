import { createHash } from 'node:crypto'
import type { Region } from '@shared/contract/annotations'
import type { Image } from '@shared/contract/images'
import type { ProjectDatabase } from '../../storage/database'

/** Where an example's pixels come from: row `index` of a pack, or a region of an image file. */
export type PixelSource =
  | {
      readonly kind: 'packed'
      readonly hash: string
      readonly index: number
      readonly shape: readonly [number, number, number]
    }
  | { readonly kind: 'file'; readonly hash: string; readonly region: Region }
  | { readonly kind: 'none'; readonly reason: string }

/** An image, or one labelled box of it: what a model is trained and judged on. */
export interface Example {
  readonly imageId: number
  readonly name: string
  /** Row id and UUID of the annotation that labels it; null = whole image without any. */
  readonly annotation: { readonly id: number; readonly uuid: string } | null
  readonly classId: number | null
  /** False for suggestions, unsure ones and what is none of the classes: they carry no truth. */
  readonly labelled: boolean
  /** A person changed it with predictions in view. */
  readonly seenPredictions: boolean
  readonly split: Image['split']
  readonly pixels: PixelSource
}

interface Row {
  readonly imageId: number
  readonly name: string
  readonly pixels: 'file' | 'packed' | 'remote'
  readonly hash: string | null
  readonly packIndex: number | null
  readonly channels: number | null
  readonly width: number
  readonly height: number
  readonly split: Image['split']
  readonly problem: string | null
  readonly annotationId: number | null
  readonly uuid: string | null
  readonly kind: Region['kind'] | null
  readonly region: string | null
  readonly classId: number | null
  readonly status: string | null
  readonly seenPredictions: number | null
}

const query = `
  select image.id imageId, image.name, image.pixels, image.hash, image.pack_index packIndex, image.channels,
    image.width, image.height, image.split, image.problem,
    annotation.id annotationId, annotation.uuid, annotation.kind, annotation.region, annotation.class_id classId,
    annotation.status, annotation.seen_predictions seenPredictions
  from image left join annotation on annotation.image_id = image.id and annotation.kind <> 'point'
    and (annotation.status <> 'suggested' or $suggested)`

type Bound = Readonly<Record<string, number | string>>

const whole: Region = { kind: 'whole' }

/**
 * Examples of all images, or of those whose ids are given or that belong to a source, in the order of image ids.
 * An image with boxes gives one example per box; its whole-image label then doesn't count.
 */
export function readExamples(
  { sqlite }: ProjectDatabase,
  which: {
    readonly imageIds?: readonly number[]
    readonly sourceId?: number
    /** With what a model proposed, which by itself is no box and no label. */
    readonly suggested?: boolean
  } = {}
): Example[] {
  const order = ' order by image.id, annotation.id'
  const suggested = Number(which.suggested ?? false)
  const { sourceId, imageIds } = which
  const conditions = [
    ...(sourceId === undefined ? [] : ['image.source_id = $sourceId']),
    ...(imageIds === undefined ? [] : ['image.id in (select value from json_each($imageIds))'])
  ]
  const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''
  const rows = sqlite.prepare<[Bound], Row>(query + where + order).all({
    suggested,
    ...(sourceId !== undefined && { sourceId }),
    ...(imageIds !== undefined && { imageIds: JSON.stringify(imageIds) })
  })
  const examples: Example[] = []
  for (let start = 0; start < rows.length;) {
    const imageId = rows[start]?.imageId
    let end = start + 1
    while (rows[end]?.imageId === imageId) end++
    const ofImage = rows.slice(start, end)
    start = end
    if (imageId === undefined) continue
    const boxes = ofImage.filter(row => row.kind !== null && row.kind !== 'whole')
    for (const row of boxes.length > 0 ? boxes : ofImage.slice(0, 1)) examples.push(toExample(row))
  }
  return examples
}

function toExample(row: Row): Example {
  const { annotationId, uuid } = row
  return {
    imageId: row.imageId,
    name: row.name,
    annotation: annotationId !== null && uuid !== null ? { id: annotationId, uuid } : null,
    classId: row.classId,
    labelled: row.classId !== null && (row.status === 'labelled' || row.status === 'reviewed'),
    seenPredictions: row.seenPredictions === 1,
    split: row.split,
    pixels: pixelSource(row)
  }
}

function pixelSource(row: Row): PixelSource {
  const { hash, packIndex, channels, width, height } = row
  if (row.problem !== null) return { kind: 'none', reason: row.problem }
  if (hash === null) return { kind: 'none', reason: 'The image is not kept in the project: keep it offline first.' }
  if (row.pixels === 'packed' && packIndex !== null) {
    return { kind: 'packed', hash, index: packIndex, shape: [height, width, channels ?? 1] }
  }
  // The column holds what the contract's region schema let in.
  return { kind: 'file', hash, region: row.region === null ? whole : (JSON.parse(row.region) as Region) }
}

/** Tells the examples of a project apart, by image and row of the annotation (0: the image as a whole). */
export const exampleKey = (imageId: number, annotationRow: number): string => `${imageId}.${annotationRow}`

export const keyOfExample = ({ imageId, annotation }: Pick<Example, 'imageId' | 'annotation'>): string =>
  exampleKey(imageId, annotation?.id ?? 0)

/** 64-bit key of what an example's pixels are made of: equal keys, equal pixels under one recipe. */
export function pixelKey(source: PixelSource): bigint {
  switch (source.kind) {
    case 'packed':
      return digest(`${source.hash}#${source.index}`)
    case 'file':
      return digest(`${source.hash}@${JSON.stringify(source.region)}`)
    case 'none':
      return 0n
  }
}

const digest = (text: string): bigint => createHash('sha256').update(text).digest().readBigUInt64LE(0)
