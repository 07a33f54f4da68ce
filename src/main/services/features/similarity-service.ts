import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import { LISTED, type Coverage, type similarityContract } from '@shared/contract/similarity'
import { findDuplicates } from '@shared/domain/similarity/duplicates'
import type { NeighbourGraph } from '@shared/domain/similarity/neighbour-graph'
import { findOutliers } from '@shared/domain/similarity/outliers'
import { findSuspects, votersAmong } from '@shared/domain/similarity/suspects'
import { dot, meanDirection } from '@shared/domain/similarity/vectors'
import type { JobsService } from '../jobs/jobs-service'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import { findItem, toSimilarityItem, type FeatureItem } from './feature-items'
import type { FeatureSpace, Space } from './feature-space'
import { leaksOf, readSplits } from './leaks'

export interface SimilarityDeps {
  readonly workspace: Workspace
  readonly jobs: Pick<JobsService, 'start' | 'ended'>
  readonly space: FeatureSpace
}

export type SimilarityService = Handlers<typeof similarityContract>

/** Vectors compared between two breaths: others get the thread in between. */
const stride = 4096

export function createSimilarityService({ workspace, jobs, space }: SimilarityDeps): SimilarityService {
  const running = perSession((): { jobId: string | null } => ({ jobId: null }))

  const coverageOf = (session: ProjectSession, { coverage }: Space): Coverage => ({
    ...coverage,
    jobId: running(session).jobId
  })

  /** While a job computes features, a list shows what there is. */
  async function openList(sourceId: number | null) {
    const session = workspace.session()
    const opened = await space.open(session, sourceId, running(session).jobId === null)
    const coverage = coverageOf(session, opened)
    const graph = coverage.compared ? opened.graph : null
    return { session, coverage, graph, items: opened.ready, images: imagesOf(opened.ready) }
  }

  const listItems = <T extends { readonly row: number }, R>(
    rows: readonly T[],
    items: readonly FeatureItem[],
    describe: (row: T) => R
  ) =>
    rows.slice(0, LISTED).flatMap(row => {
      const item = items[row.row]
      return item ? [{ ...toSimilarityItem(item), ...describe(row) }] : []
    })

  return {
    async coverage({ sourceId }) {
      const session = workspace.session()
      return coverageOf(session, await space.open(session, sourceId, false))
    },
    compute({ sourceId }) {
      const session = workspace.writable()
      const state = running(session)
      if (state.jobId !== null) {
        throw new VitrineError('CONFLICT', 'Features are being computed already. Wait for the end of that job.')
      }
      const job = jobs.start({ kind: 'features', title: 'Compute features', lane: 'features' }, context =>
        space.compute(session, sourceId, context)
      )
      state.jobId = job.id
      void jobs.ended(job.id).finally(() => (state.jobId = null))
      return { jobId: job.id }
    },
    async similar({ of, sourceId, limit }) {
      const session = workspace.session()
      const everything = await space.open(session, null, false)
      const asked = of.flatMap(ref => findItem(everything.items, ref) ?? [])
      if (asked.length === 0) throw new VitrineError('NOT_FOUND', 'This image is gone, or its picture can’t be read.')
      const vectors = await space.ensure(session, asked)
      const known = asked.flatMap(({ key }) => vectors.get(key) ?? [])
      if (known.length === 0) {
        const reason = vectors.failures.get(asked[0]?.key ?? 0n) ?? ''
        throw new VitrineError('UNSUPPORTED', `This picture has no features: ${reason}`)
      }
      const scope = await space.open(session, sourceId, false)
      const left = new Set(asked.map(({ id }) => id))
      const items = await nearestTo(meanDirection(known), scope, left, limit)
      return { coverage: coverageOf(session, scope), of: asked.map(toSimilarityItem), items }
    },
    async duplicates({ sourceId, distance }) {
      const { session, coverage, graph, items, images } = await openList(sourceId)
      if (!graph) return { coverage, total: 0, leaks: 0, groups: [] }
      const splits = await readSplits(session)
      const groups = findDuplicates(graph, images, distance).map(group => {
        const members = group.rows.flatMap(row => items[row] ?? [])
        const labels = new Set(members.filter(({ example }) => example.labelled).map(({ example }) => example.classId))
        return {
          items: members.map(toSimilarityItem),
          distance: group.distance,
          leaks: leaksOf(members, splits),
          labelsDiffer: labels.size > 1
        }
      })
      // Leaks first: they make figures wrong.
      groups.sort((a, b) => Number(b.leaks.length > 0) - Number(a.leaks.length > 0) || a.distance - b.distance)
      const leaks = groups.filter(group => group.leaks.length > 0).length
      return { coverage, total: groups.length, leaks, groups: groups.slice(0, LISTED) }
    },
    async outliers({ sourceId }) {
      const { coverage, graph, items, images } = await openList(sourceId)
      if (!graph) return { coverage, total: 0, median: null, fence: null, items: [] }
      const { rows, median, fence } = findOutliers(graph, images)
      return {
        coverage,
        total: rows.length,
        median,
        fence,
        items: listItems(rows, items, ({ distance }) => ({ distance }))
      }
    },
    async suspects({ sourceId }) {
      const { coverage, graph, items, images } = await openList(sourceId)
      const labelled = items.filter(({ example }) => example.labelled).length
      const reviewed = items.filter(({ status }) => status === 'reviewed').length
      const counts = { coverage, labelled, reviewed, voters: votersAmong(labelled) }
      if (!graph) return { ...counts, total: 0, items: [] }
      const found = suspectsOf(graph, items, images)
      const shown = listItems(found.suspects, items, ({ proposed, givenShare, proposedShare }) => ({
        proposedClassId: found.classIds[proposed] ?? 0,
        ...{ givenShare, proposedShare }
      }))
      return { ...counts, total: found.suspects.length, items: shown }
    }
  }
}

const imagesOf = (items: readonly FeatureItem[]): Int32Array => Int32Array.from(items, ({ example }) => example.imageId)

function suspectsOf(graph: NeighbourGraph, items: readonly FeatureItem[], images: Int32Array) {
  const classIds = [...new Set(items.flatMap(({ example }) => (example.labelled ? (example.classId ?? []) : [])))]
  const labels = Int32Array.from(items, ({ example }) =>
    example.labelled && example.classId !== null ? classIds.indexOf(example.classId) : -1
  )
  const suspects = findSuspects(graph, labels, images, classIds.length).filter(
    ({ row }) => items[row]?.status !== 'reviewed'
  )
  return { suspects, classIds }
}

async function nearestTo(vector: Float32Array, { ready, vectors }: Space, left: ReadonlySet<string>, limit: number) {
  const found: { readonly item: FeatureItem; readonly similarity: number }[] = []
  for (const [row, item] of ready.entries()) {
    if (row % stride === stride - 1) await new Promise(resolve => setImmediate(resolve))
    const own = vectors.get(item.key)
    if (own && !left.has(item.id)) found.push({ item, similarity: dot(vector, own) })
  }
  return found
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, limit)
    .map(({ item, similarity }) => ({ ...toSimilarityItem(item), distance: Math.max(0, 1 - similarity) }))
}
