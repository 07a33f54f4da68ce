import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { VitrineError } from '@shared/contract/errors'
import type { Population, PopulationPart } from '@shared/contract/evaluation'
import type { Selection } from '@shared/contract/engine'
import { populationKey } from '@shared/domain/populations/population-key'
import { source } from '../../storage/schema'
import { rowsOf, type DatasetsService, type StoredDataset } from '../datasets/datasets-service'
import { exampleKey, keyOfExample, readExamples, type Example } from '../examples/examples'
import type { ProjectSession } from '../session'

/** Whom a model is judged on: examples in a fixed order with what leads to their pixels and labels. */
export interface ResolvedPopulation {
  readonly key: string
  readonly name: string
  readonly hash: string
  readonly count: number
  readonly imageIds: Int32Array
  /** Annotation row per example, 0 = none. */
  readonly annotationIds: Int32Array
  readonly pixels:
    | {
        readonly kind: 'frozen'
        readonly dataset: StoredDataset
        readonly rows: Extract<Selection, { kind: 'range' }>
        /** Class index per example as it was when the dataset was frozen. */
        readonly labels: Int32Array
      }
    | { readonly kind: 'live'; readonly examples: readonly Example[] }
}

const partNames = {
  train: 'training data',
  validation: 'validation',
  test: 'test',
  'out-of-fold': 'out of fold'
} as const

/** Rows of a population in the dataset's objects. */
function rowsOfPart(counts: StoredDataset['facts']['counts'], part: PopulationPart) {
  if (part !== 'out-of-fold') return rowsOf(counts, part)
  return { start: 0, end: rowsOf(counts, 'validation').end }
}

async function resolveDataset(
  session: ProjectSession,
  datasets: DatasetsService,
  population: Extract<Population, { kind: 'dataset' }>
): Promise<ResolvedPopulation> {
  const dataset = datasets.find(population.datasetId)
  const { start, end } = rowsOfPart(dataset.facts.counts, population.part)
  const pairs = toInt32(await session.objects.readRange(dataset.examples, start * 8, (end - start) * 8))
  const labels = toInt32(await session.objects.readRange(dataset.y, start * 4, (end - start) * 4))
  const count = end - start
  return {
    key: populationKey(population),
    name: `${dataset.name} ${partNames[population.part]}`,
    hash: createHash('sha256').update(`${dataset.hash}:${population.part}`).digest('hex'),
    count,
    imageIds: Int32Array.from({ length: count }, (_, at) => pairs[at * 2] ?? 0),
    annotationIds: Int32Array.from({ length: count }, (_, at) => pairs[at * 2 + 1] ?? 0),
    pixels: { kind: 'frozen', dataset, rows: { kind: 'range', start, end }, labels }
  }
}

/** Errors: NOT_FOUND. */
export function resolveSource(session: ProjectSession, sourceId: number): ResolvedPopulation {
  const row = session.database.orm.select().from(source).where(eq(source.id, sourceId)).get()
  if (!row) throw new VitrineError('NOT_FOUND', 'This source is no longer in the project.', { sourceId })
  const examples = readExamples(session.database, { sourceId })
  const identity = examples.map(keyOfExample).join()
  return {
    key: `source:${sourceId}`,
    name: row.name,
    hash: createHash('sha256').update(`source:${sourceId}:${identity}`).digest('hex'),
    count: examples.length,
    imageIds: Int32Array.from(examples, example => example.imageId),
    annotationIds: Int32Array.from(examples, example => example.annotation?.id ?? 0),
    pixels: { kind: 'live', examples }
  }
}

/** The examples of a population as they are now. Errors: NOT_FOUND; INVALID_INPUT when it is empty. */
export async function resolvePopulation(
  session: ProjectSession,
  datasets: DatasetsService,
  population: Population
): Promise<ResolvedPopulation> {
  const resolved =
    population.kind === 'dataset'
      ? await resolveDataset(session, datasets, population)
      : resolveSource(session, population.sourceId)
  return refuseEmpty(resolved)
}

/** Errors: INVALID_INPUT. */
export function refuseEmpty(population: ResolvedPopulation): ResolvedPopulation {
  if (population.count > 0) return population
  throw new VitrineError('INVALID_INPUT', `“${population.name}” has no examples to judge a model on.`)
}

/** The population's examples as the project has them now, boxes and all, for pixels to be made by another recipe. */
export function readLive(session: ProjectSession, population: ResolvedPopulation): readonly Example[] {
  if (population.pixels.kind === 'live') return population.pixels.examples
  const all = readExamples(session.database, { imageIds: [...population.imageIds] })
  const byId = new Map(all.map(example => [keyOfExample(example), example]))
  return Array.from(population.imageIds, (imageId, at): Example => {
    const gone = { kind: 'none' as const, reason: 'The image or its box is no longer in the project.' }
    const none = { imageId, name: '', annotation: null, classId: null, labelled: false, seenPredictions: false }
    return byId.get(exampleKey(imageId, population.annotationIds[at] ?? 0)) ?? { ...none, split: 'none', pixels: gone }
  })
}

const toInt32 = (bytes: Buffer): Int32Array => new Int32Array(Uint8Array.from(bytes).buffer)
