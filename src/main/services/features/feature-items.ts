import type { AnnotationStatus, Region } from '@shared/contract/annotations'
import type { ItemRef, SimilarityItem } from '@shared/contract/similarity'
import { keyOfExample, pixelKey, readExamples, type Example } from '../examples/examples'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'

/** A box, or an image without one, with what its features are kept under. */
export interface FeatureItem {
  readonly example: Example
  readonly status: AnnotationStatus
  /** Of its pixels: a box that has moved is another one. */
  readonly key: bigint
  /** Of the item with these pixels, unique in the project. */
  readonly id: string
}

export interface FeatureItems {
  /** Those whose picture is there, in the order of image ids. */
  readonly items: readonly FeatureItem[]
  readonly unreadable: readonly { readonly imageId: number; readonly name: string; readonly message: string }[]
}

interface Known {
  readonly revision: number
  readonly all: Map<number | null, FeatureItems>
}

const knownOf = perSession((): { current: Known } => ({ current: { revision: -1, all: new Map() } }))

/** The items of a source, or of all (null), as they are at this revision of the project. */
export function readItems(session: ProjectSession, sourceId: number | null, revision: number): FeatureItems {
  const known = knownOf(session)
  if (known.current.revision !== revision) known.current = { revision, all: new Map() }
  const { all } = known.current
  const found = all.get(sourceId) ?? read(session, sourceId)
  all.set(sourceId, found)
  return found
}

function read({ database }: ProjectSession, sourceId: number | null): FeatureItems {
  const statuses = new Map(
    database.sqlite.prepare<[], [number, AnnotationStatus]>('select id, status from annotation').raw().all()
  )
  const items: FeatureItem[] = []
  const unreadable: { imageId: number; name: string; message: string }[] = []
  for (const example of readExamples(database, sourceId === null ? {} : { sourceId })) {
    const { pixels, imageId, name, annotation } = example
    if (pixels.kind === 'none') unreadable.push({ imageId, name, message: pixels.reason })
    else {
      const key = pixelKey(pixels)
      const status = (annotation && statuses.get(annotation.id)) ?? 'unlabelled'
      items.push({ example, status, key, id: `${keyOfExample(example)}.${key}` })
    }
  }
  return { items, unreadable }
}

const whole: Region = { kind: 'whole' }

const refOf = ({ example }: FeatureItem): ItemRef => ({
  imageId: example.imageId,
  annotationId: example.annotation?.uuid ?? null
})

export function toSimilarityItem(item: FeatureItem): SimilarityItem {
  const { name, classId, split, pixels } = item.example
  return {
    ...refOf(item),
    ...{ name, classId, split, status: item.status },
    region: pixels.kind === 'file' ? pixels.region : whole
  }
}

/**
 * The item that is meant: a box by its id, else the image's only or first one. Undefined when it is gone. A whole-image
 * label that came or went since it was named is no other item.
 */
export function findItem(items: readonly FeatureItem[], { imageId, annotationId }: ItemRef): FeatureItem | undefined {
  const ofImage = items.filter(({ example }) => example.imageId === imageId)
  return ofImage.find(({ example }) => example.annotation?.uuid === annotationId) ?? ofImage[0]
}
