import { desc, eq } from 'drizzle-orm'
import { VitrineError } from '@shared/contract/errors'
import {
  predictionsFromLabels,
  predictionsFromProbabilities,
  type Predictions
} from '@shared/domain/metrics/predictions'
import { keptOnce } from '@shared/domain/caching/kept-once'
import { predictionSet } from '../../storage/judging-schema'
import type { Example } from '../examples/examples'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import type { ResolvedPopulation } from './populations'

export type StoredSet = typeof predictionSet.$inferSelect

/** What a set says of one example. */
export interface ExternalAnswer {
  readonly predicted: number
  readonly probabilities: Float32Array | null
}

/** Predictions that were made elsewhere, by the image and the region that they are about, never by label. */
export interface ExternalSets {
  /** Newest first. */
  list(): readonly StoredSet[]
  find(id: string): StoredSet | null
  /** For every example; −1 where the set says nothing of it, or its box is another one than was predicted. */
  on(session: ProjectSession, set: StoredSet, population: ResolvedPopulation): Promise<Predictions>
  /** Null where the set says nothing of the example as it is now. */
  ofExample(session: ProjectSession, set: StoredSet, example: Example): Promise<ExternalAnswer | null>
  /** Images that it says something of. */
  imagesOf(session: ProjectSession, set: StoredSet): Promise<ReadonlySet<number>>
}

/** A region as its annotation's row has it, null for the whole image. */
export type RegionText = string | null
export type ExternalKey = readonly [imageId: number, region: RegionText]

interface Lookup {
  readonly rows: ReadonlyMap<string, number>
  readonly images: ReadonlySet<number>
  readonly labels: Int32Array
  readonly probabilities: Float32Array | null
}

const nameOf = (imageId: number, region: RegionText): string =>
  region === null ? `${imageId}` : `${imageId} ${region}`

export function createExternalSets(workspace: Workspace): ExternalSets {
  const lookupsOf = perSession(() => new Map<string, Promise<Lookup>>())

  async function load(session: ProjectSession, set: StoredSet): Promise<Lookup> {
    const keys = parseKeys(await session.objects.read(set.examples))
    const bytes = Uint8Array.from(await session.objects.read(set.object)).buffer
    const width = set.classes.length
    const isLabels = set.kind === 'labels'
    if (bytes.byteLength !== keys.length * 4 * (isLabels ? 1 : width)) {
      throw new VitrineError('CORRUPT', `The predictions of “${set.name}” are damaged: import their file again.`)
    }
    const probabilities = isLabels ? null : new Float32Array(bytes)
    const labels = probabilities
      ? predictionsFromProbabilities(probabilities, width).predicted
      : predictionsFromLabels(new Int32Array(bytes), width).predicted
    return {
      rows: new Map(keys.map(([imageId, region], row) => [nameOf(imageId, region), row])),
      images: new Set(keys.map(([imageId]) => imageId)),
      labels,
      probabilities
    }
  }

  function lookupOf(session: ProjectSession, set: StoredSet): Promise<Lookup> {
    return keptOnce(lookupsOf(session), set.uuid, () => load(session, set))
  }

  const orm = () => workspace.session().database.orm
  return {
    list: () => orm().select().from(predictionSet).orderBy(desc(predictionSet.id)).all(),
    find: id => orm().select().from(predictionSet).where(eq(predictionSet.uuid, id)).get() ?? null,
    imagesOf: async (session, set) => (await lookupOf(session, set)).images,
    async on(session, set, population) {
      const lookup = await lookupOf(session, set)
      const regions = regionsOf(session, population)
      const rows = population.imageIds.map((imageId, at) => lookup.rows.get(nameOf(imageId, regions(at))) ?? -1)
      return take(lookup, set.classes.length, rows)
    },
    async ofExample(session, set, example) {
      const { rows, labels, probabilities } = await lookupOf(session, set)
      const region = regionOf(example, annotationRegions(session, example.annotation?.id ?? 0))
      const row = rows.get(nameOf(example.imageId, region))
      if (row === undefined) return null
      const width = set.classes.length
      const own = probabilities && probabilities.slice(row * width, (row + 1) * width)
      return { predicted: labels[row] ?? -1, probabilities: own }
    }
  }
}

/** Predictions for rows of a set, −1 = none. */
function take({ labels, probabilities }: Lookup, width: number, rows: Int32Array): Predictions {
  const predicted = rows.map(row => (row < 0 ? -1 : (labels[row] ?? -1)))
  if (!probabilities) return predictionsFromLabels(predicted, width)
  const values = new Float32Array(rows.length * width).fill(1 / width)
  rows.forEach((row, at) => row >= 0 && values.set(probabilities.subarray(row * width, (row + 1) * width), at * width))
  return { ...predictionsFromProbabilities(values, width), predicted }
}

/** Region of an example of the population by its position. */
export function regionsOf(session: ProjectSession, population: ResolvedPopulation): (at: number) => RegionText {
  const stored = annotationRegions(session)
  const { pixels, annotationIds } = population
  if (pixels.kind === 'frozen') return at => stored.get(annotationIds[at] ?? 0) ?? null
  return at => {
    const example = pixels.examples[at]
    return example ? regionOf(example, stored) : null
  }
}

/** An example states its region with its pixels, so that it may be another one than the annotation's by now. */
function regionOf({ pixels, annotation }: Example, stored: ReadonlyMap<number, string>): RegionText {
  if (pixels.kind === 'none') return stored.get(annotation?.id ?? 0) ?? null
  return pixels.kind === 'file' && pixels.region.kind !== 'whole' ? JSON.stringify(pixels.region) : null
}

/** Regions of all boxes, or of one annotation; whole images have none. */
function annotationRegions({ database }: ProjectSession, id?: number): ReadonlyMap<number, string> {
  const all = `select id, region from annotation where kind not in ('whole', 'point') and region is not null`
  const rows =
    id === undefined
      ? database.sqlite.prepare<[], [number, string]>(all).raw().all()
      : database.sqlite.prepare<[number], [number, string]>(`${all} and id = ?`).raw().all(id)
  return new Map(rows)
}

// Written by the import into an object that is named by its bytes.
const parseKeys = (bytes: Buffer): readonly ExternalKey[] => JSON.parse(bytes.toString()) as readonly ExternalKey[]
