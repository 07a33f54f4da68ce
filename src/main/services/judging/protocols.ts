import type { Evaluation, Population } from '@shared/contract/evaluation'
import { keptOnce } from '@shared/domain/caching/kept-once'
import { rowsOf, type DatasetsService } from '../datasets/datasets-service'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import type { ResolvedPopulation } from './populations'

/** How a figure came about, and how many of its examples are of images that the model was trained on. */
export interface Protocol {
  readonly protocol: Evaluation['protocol']
  readonly learnt: number
}

export interface Protocols {
  /** For a model that was trained on a dataset (null: elsewhere). */
  of(
    session: ProjectSession,
    wanted: Population,
    resolved: Pick<ResolvedPopulation, 'hash' | 'count' | 'imageIds'>,
    trainedOn: number | null
  ): Promise<Protocol>
  /** The same for whole sources, by source id; those that are missing are held out. */
  ofSources(session: ProjectSession, trainedOn: number): Promise<ReadonlyMap<number, Protocol>>
}

export function createProtocols(datasets: Pick<DatasetsService, 'find'>): Protocols {
  const trainingImagesOf = perSession(() => new Map<number, Promise<ReadonlySet<number>>>())
  const learntOf = perSession(() => new Map<string, number>())

  /** Images of a dataset's training part: frozen, so read once. */
  function trainingImages(session: ProjectSession, datasetId: number): Promise<ReadonlySet<number>> {
    return keptOnce(trainingImagesOf(session), datasetId, () => readTrainingImages(session, datasetId))
  }

  async function readTrainingImages(session: ProjectSession, datasetId: number): Promise<ReadonlySet<number>> {
    const dataset = datasets.find(datasetId)
    const { start, end } = rowsOf(dataset.facts.counts, 'train')
    const bytes = await session.objects.readRange(dataset.examples, start * 8, (end - start) * 8)
    const images = new Set<number>()
    for (let at = 0; at < bytes.length; at += 8) images.add(bytes.readInt32LE(at))
    return images
  }

  return {
    async of(session, wanted, { hash, count, imageIds }, trainedOn) {
      if (trainedOn === null) return { protocol: 'external', learnt: 0 }
      if (wanted.kind === 'dataset' && wanted.part === 'out-of-fold') return { protocol: 'out-of-fold', learnt: 0 }
      if (wanted.kind === 'dataset' && wanted.datasetId === trainedOn) {
        const own = wanted.part === 'train'
        return { protocol: own ? 'training-data' : 'single-split', learnt: own ? count : 0 }
      }
      const kept = learntOf(session)
      const key = `${trainedOn} ${hash}`
      const images = await trainingImages(session, trainedOn)
      const learnt = kept.get(key) ?? imageIds.reduce((sum, id) => sum + Number(images.has(id)), 0)
      kept.set(key, learnt)
      return { protocol: learnt > 0 ? 'training-data' : 'held-out', learnt }
    },

    async ofSources(session, trainedOn) {
      const images = await trainingImages(session, trainedOn)
      return new Map(
        session.database.sqlite
          .prepare<[string], { sourceId: number; learnt: number }>(
            `select source_id sourceId, count(*) learnt from image
             where id in (select value from json_each(?)) group by source_id`
          )
          .all(JSON.stringify([...images]))
          .map(({ sourceId, learnt }) => [sourceId, { protocol: 'training-data', learnt }] as const)
      )
    }
  }
}
