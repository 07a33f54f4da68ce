import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { carryOver, complete, emptyGraph, type NeighbourGraph } from '@shared/domain/similarity/neighbour-graph'
import { VOTERS } from '@shared/domain/similarity/suspects'
import type { UnitVector } from '@shared/domain/similarity/vectors'
import type { EngineClient } from '../../engine-client/engine-client'
import { openRecordStore } from '../../images/record-store'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import { featureCount } from './backbone'

/** An item that is compared: `id` changes when its pixels do. */
export interface Compared {
  readonly id: string
  readonly vector: UnitVector
}

export interface Comparisons {
  /** The neighbours as they are known or quickly brought up to date; null where the engine has to compare all. */
  current(session: ProjectSession, scope: string, items: readonly Compared[]): Promise<NeighbourGraph | null>
  /** Compares all with all. */
  prepare(
    session: ProjectSession,
    scope: string,
    items: readonly Compared[],
    options: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void }
  ): Promise<void>
}

/** Neighbours kept of each item: those that vote, and some more for boxes that move and boxes of the same picture. */
const width = VOTERS + 17
/** Products of two vectors that are made without the engine: about half a second. */
const quickly = 160_000

interface Known {
  readonly ids: readonly string[]
  readonly graph: NeighbourGraph
}

export function createComparisons(engine: Pick<EngineClient, 'neighbours'>): Comparisons {
  const knownOf = perSession(() => new Map<string, Known>())

  async function finish(carried: Parameters<typeof complete>[0], items: readonly Compared[]): Promise<NeighbourGraph> {
    const vectors = items.map(({ vector }) => vector)
    for (const _ of complete(carried, vectors)) await new Promise(resolve => setImmediate(resolve))
    return carried.graph
  }

  async function update(known: Known | undefined, items: readonly Compared[]): Promise<NeighbourGraph | null> {
    const ids = items.map(({ id }) => id)
    if (known) {
      const carried = carryOver(known.graph, known.ids, ids, VOTERS)
      if (carried.missing.length * items.length <= quickly) return await finish(carried, items)
    }
    if (items.length ** 2 > quickly) return null
    const missing = items.map((_, row) => row)
    return await finish({ graph: emptyGraph(items.length, width), missing, isNew: () => true }, items)
  }

  return {
    async current(session, scope, items) {
      const all = knownOf(session)
      const known = all.get(scope) ?? (await readKept(session, items))
      const isSame = known?.ids.length === items.length && items.every(({ id }, row) => known.ids[row] === id)
      const graph = known && isSame ? known.graph : await update(known, items)
      if (graph) all.set(scope, { ids: items.map(({ id }) => id), graph })
      return graph
    },
    async prepare(session, scope, items, { signal, onProgress }) {
      const { objects, path } = session
      const x = await objects.put(bytesOf(items))
      try {
        const { object } = await engine.neighbours(
          {
            objects: join(path, 'objects'),
            x: { object: x.hash, dtype: 'float32', shape: [items.length, 1, 1, featureCount] },
            width
          },
          { signal, onProgress }
        )
        const bytes = await objects.read(object)
        await objects.remove(object)
        await keep(session, items, bytes)
        knownOf(session).set(scope, { ids: items.map(({ id }) => id), graph: toGraph(bytes, items.length) })
      } finally {
        if (x.added) await objects.remove(x.hash)
      }
    }
  }
}

/** Rows that are written at once. */
const block = 1024

/** `[items, features]`, piece by piece: as a whole it may be larger than what is free. */
async function* bytesOf(items: readonly Compared[]): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < items.length; from += block) {
    const part = items.slice(from, from + block)
    const values = new Float32Array(part.length * featureCount)
    part.forEach(({ vector }, row) => values.set(vector, row * featureCount))
    yield new Uint8Array(values.buffer)
  }
}

function toGraph(bytes: Uint8Array, rows: number): NeighbourGraph {
  const { buffer } = Uint8Array.from(bytes)
  const count = rows * width
  return { width, ids: new Int32Array(buffer, 0, count), similarities: new Float32Array(buffer, 4 * count, count) }
}

const nameOf = (items: readonly Compared[]): string => {
  const hash = createHash('sha256').update(`${width}`)
  for (const { id } of items) hash.update(id).update('\n')
  return hash.digest('hex')
}

async function keep(session: ProjectSession, items: readonly Compared[], bytes: Uint8Array): Promise<void> {
  const records = await openRecordStore(join(session.path, 'cache'), 'comparisons')
  await records.append(nameOf(items), bytes).finally(() => records.close())
}

/** A comparison of an earlier session, when the items are still the same. */
async function readKept(session: ProjectSession, items: readonly Compared[]): Promise<Known | undefined> {
  if (items.length ** 2 <= quickly || session.readOnly !== null) return undefined
  const records = await openRecordStore(join(session.path, 'cache'), 'comparisons')
  let graph: NeighbourGraph | undefined
  await records
    .read([nameOf(items)], (_, bytes) => (graph = toGraph(bytes, items.length)))
    .finally(() => records.close())
  return graph && { ids: items.map(({ id }) => id), graph }
}
