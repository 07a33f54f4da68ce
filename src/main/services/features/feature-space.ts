import { VitrineError } from '@shared/contract/errors'
import type { Coverage } from '@shared/contract/similarity'
import type { NeighbourGraph } from '@shared/domain/similarity/neighbour-graph'
import { photo as recipe } from '@shared/domain/recipes/named'
import type { EngineClient } from '../../engine-client/engine-client'
import type { CreateRenderer } from '../examples/renderers'
import type { HistoryService } from '../history/history-service'
import type { JobContext } from '../jobs/running-job'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import { createBackboneWeights } from './backbone'
import { createComparisons } from './comparisons'
import { computeFeatures } from './compute-features'
import { readItems, type FeatureItem } from './feature-items'
import { createFeatureStore, type FeatureVectors } from './feature-vectors'

export interface FeatureSpaceDeps {
  readonly engine: Pick<EngineClient, 'predict' | 'neighbours'>
  readonly history: Pick<HistoryService, 'revision'>
  readonly renderer: CreateRenderer
  readonly resourcesDir: string
}

/** The items of a scope and what is known of their features. */
export interface Space {
  readonly items: readonly FeatureItem[]
  /** Those that have features. */
  readonly ready: readonly FeatureItem[]
  readonly vectors: FeatureVectors
  /** Of the ready ones, in their order; null where they have to be compared first. */
  readonly graph: NeighbourGraph | null
  readonly coverage: Omit<Coverage, 'jobId'>
}

export interface FeatureSpace {
  /** With `fill`, the few features that are missing after an edit are computed on the way. */
  open(session: ProjectSession, sourceId: number | null, fill: boolean): Promise<Space>
  /** Computes the features that these items lack. */
  ensure(session: ProjectSession, items: readonly FeatureItem[]): Promise<FeatureVectors>
  /** The work of a job: all features of a scope, and the comparison of all its items. */
  compute(session: ProjectSession, sourceId: number | null, context: JobContext): Promise<{ readonly computed: number }>
  close(session: ProjectSession): Promise<void>
}

/** So many missing features are computed at once; more are a job's work. */
const few = 16
/** Longest side of pictures that are enlarged more than twofold for the network, in pixels. */
const small = 112
const shownUnreadable = 100

export function createFeatureSpace({ engine, history, renderer, resourcesDir }: FeatureSpaceDeps): FeatureSpace {
  const store = createFeatureStore()
  const comparisons = createComparisons(engine)
  const weights = createBackboneWeights(resourcesDir)
  /** One after the other, so that nothing is computed twice. */
  const turns = perSession(() => ({ last: Promise.resolve() }))

  async function ready(session: ProjectSession) {
    const made = await renderer(recipe, [])
    const vectors = await store.of(session, `${made.identity} ${await weights.identity()}`)
    return { renderer: made, vectors }
  }

  async function ensure(
    session: ProjectSession,
    items: readonly FeatureItem[],
    options: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {}
  ): Promise<FeatureVectors> {
    const turn = turns(session)
    const work = turn.last.then(async () => {
      const { vectors, renderer: made } = await ready(session)
      await vectors.load(items.map(({ key }) => key))
      const missing = items.filter(({ key }) => !vectors.get(key) && !vectors.failures.has(key))
      if (missing.length === 0) return vectors
      if (session.readOnly !== null) throw new VitrineError('READ_ONLY', session.readOnly.message)
      const parts = { session, engine, vectors, renderer: made, weights: await weights.keepIn(session.objects) }
      await computeFeatures(missing, { ...parts, ...options })
      return vectors
    })
    turn.last = work.then(
      () => undefined,
      () => undefined
    )
    return await work
  }

  const itemsOf = (session: ProjectSession, sourceId: number | null) =>
    readItems(session, sourceId, history.revision(session))
  const scopeOf = (sourceId: number | null): string => `source ${sourceId ?? 'all'}`
  const comparedOf = (items: readonly FeatureItem[], vectors: FeatureVectors) =>
    items.flatMap(({ id, key }) => {
      const vector = vectors.get(key)
      return vector ? [{ id, vector }] : []
    })

  return {
    ensure,
    async open(session, sourceId, fill) {
      const { items, unreadable } = itemsOf(session, sourceId)
      const { vectors } = await ready(session)
      await vectors.load(items.map(({ key }) => key))
      const missing = items.filter(({ key }) => !vectors.get(key) && !vectors.failures.has(key))
      const isEdited = missing.length <= few && missing.length < items.length
      if (fill && missing.length > 0 && isEdited && session.readOnly === null) await ensure(session, missing)
      const found = items.filter(({ key }) => vectors.get(key))
      const failed = items.flatMap(({ key, example: { imageId, name } }) => {
        const message = vectors.failures.get(key)
        return message === undefined ? [] : [{ imageId, name, message }]
      })
      const graph = await comparisons.current(session, scopeOf(sourceId), comparedOf(found, vectors))
      const isSmall = ({ example: { pixels } }: FeatureItem): boolean =>
        pixels.kind === 'packed' && Math.max(pixels.shape[0], pixels.shape[1]) <= small
      const coverage = {
        items: items.length - failed.length,
        ready: found.length,
        compared: graph !== null && found.length === items.length - failed.length,
        unreadable: [...unreadable, ...failed].slice(0, shownUnreadable),
        enlarged: items.filter(isSmall).length
      }
      return { items, ready: found, vectors, graph, coverage }
    },
    async compute(session, sourceId, context) {
      const { items } = itemsOf(session, sourceId)
      if (items.length === 0) throw new VitrineError('CONFLICT', 'There is no picture here that can be read.')
      const total = items.length.toLocaleString('en')
      context.progress(null, 'preparing')
      const { vectors: before } = await ready(session)
      await before.load(items.map(({ key }) => key))
      const missing = items.filter(({ key }) => !before.get(key))
      // Comparing is quick beside the network.
      const share = missing.length > 0 ? 0.9 : 0
      const vectors = await ensure(session, missing, {
        signal: context.signal,
        onProgress: done =>
          context.progress(
            (share * done) / missing.length,
            `features of ${done.toLocaleString('en')} of ${missing.length.toLocaleString('en')} pictures`
          )
      })
      await context.checkpoint()
      const compared = comparedOf(items, vectors)
      if ((await comparisons.current(session, scopeOf(sourceId), compared)) === null) {
        await comparisons.prepare(session, scopeOf(sourceId), compared, {
          signal: context.signal,
          onProgress: done => context.progress(share + (1 - share) * done, `comparing ${total} pictures`)
        })
      }
      return { computed: missing.length }
    },
    close: session => store.close(session)
  }
}
