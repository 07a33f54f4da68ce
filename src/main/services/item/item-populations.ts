import { eq } from 'drizzle-orm'
import type { Item } from '@shared/contract/item'
import { keptOnce } from '@shared/domain/caching/kept-once'
import { image, source } from '../../storage/schema'
import { rowsOf, type DatasetsService } from '../datasets/datasets-service'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import type { JudgedRuns } from '../judging/judged-runs'

const parts = ['test', 'validation', 'train'] as const

/** Which populations images belong to: their source, and parts of frozen datasets. */
export type ItemPopulations = (session: ProjectSession, imageId: number) => Promise<Item['populations']>

export function createItemPopulations(
  datasets: Pick<DatasetsService, 'list' | 'find'>,
  runs: Pick<JudgedRuns, 'list' | 'crossValidation'>
): ItemPopulations {
  /** Image ids of a dataset in its order, read once: datasets are frozen. */
  const imagesOf = perSession(() => new Map<string, Promise<Int32Array>>())

  async function readImages(session: ProjectSession, object: string): Promise<Int32Array> {
    const bytes = await session.objects.read(object)
    return Int32Array.from({ length: bytes.length / 8 }, (_, at) => bytes.readInt32LE(at * 8))
  }

  return async (session, imageId) => {
    const { orm, sqlite } = session.database
    const images = sqlite.prepare<[number], number>('select count(*) from image where source_id = ?').pluck()
    const home = orm
      .select({ id: source.id, name: source.name })
      .from(image)
      .innerJoin(source, eq(source.id, image.sourceId))
      .where(eq(image.id, imageId))
      .get()
    const found: Item['populations'] = home
      ? [
          {
            population: { kind: 'source', sourceId: home.id },
            name: home.name,
            count: images.get(home.id) ?? 0
          }
        ]
      : []
    const validated = new Set((await runs.list()).flatMap(({ id }) => runs.crossValidation(id)?.datasetId ?? []))
    for (const { id } of await datasets.list(undefined, { signal: undefined })) {
      const dataset = datasets.find(id)
      const images = keptOnce(imagesOf(session), dataset.examples, () => readImages(session, dataset.examples))
      const at = (await images).indexOf(imageId)
      if (at < 0) continue
      for (const part of parts) {
        const { start, end } = rowsOf(dataset.facts.counts, part)
        if (at < start || at >= end) continue
        const name = `${dataset.name} ${part}`
        found.push({ population: { kind: 'dataset', datasetId: id, part }, name, count: end - start })
      }
      const { end } = rowsOf(dataset.facts.counts, 'validation')
      if (at >= end || !validated.has(id)) continue
      const population = { kind: 'dataset' as const, datasetId: id, part: 'out-of-fold' as const }
      found.push({ population, name: `${dataset.name} out of fold`, count: end })
    }
    return found
  }
}
