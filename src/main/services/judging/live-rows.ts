import { and, desc, eq } from 'drizzle-orm'
import { prediction } from '../../storage/training-schema'
import type { InputRenderer } from '../examples/inputs'
import type { ProjectSession } from '../session'
import type { StoredRun } from '../training/run-store'
import { perSession } from '../workspace'

/** A run's rows `[classes]` on pictures by one recipe, by what their pixels are made of: they outlive every edit. */
export type Rows = Map<bigint, Float32Array>

export interface LiveRows {
  /** Those that were predicted earlier, in this session or before; new ones are added to it. */
  of(session: ProjectSession, run: StoredRun, renderer: InputRenderer): Promise<Rows>
  /** Writes them. A few new ones wait a little, for the figures of an edit come first; a sudden end may lose them. */
  keep(session: ProjectSession, run: StoredRun, renderer: InputRenderer, fresh: number): Promise<void>
}

/** Fewer new rows than these are written later. */
const fewRows = 16
/** Milliseconds of rest before they are. */
const keepDelay = 1000
/** Live examples come and go: their rows are kept together. */
const livePopulation = 'live'

export function createLiveRows({ now }: { readonly now: () => Date }): LiveRows {
  const cacheOf = perSession(() => ({
    rows: new Map<string, Rows>(),
    waiting: new Map<string, ReturnType<typeof setTimeout>>()
  }))
  const nameOf = (run: StoredRun, renderer: InputRenderer): string => `${run.id} ${renderer.identity}`

  async function of(session: ProjectSession, run: StoredRun, renderer: InputRenderer): Promise<Rows> {
    const { rows } = cacheOf(session)
    const cached = rows.get(nameOf(run, renderer))
    if (cached) return cached
    const known: Rows = new Map()
    const stored = findStored(session, { runId: run.id, recipe: renderer.identity, population: livePopulation })
    if (stored) {
      const keys = new BigUint64Array(Uint8Array.from(await session.objects.read(stored.keys)).buffer)
      const values = toFloats(await session.objects.read(stored.object))
      const width = run.file.classes.length
      keys.forEach((key, row) => known.set(key, values.slice(row * width, (row + 1) * width)))
    }
    rows.set(nameOf(run, renderer), known)
    return known
  }

  async function write(session: ProjectSession, run: StoredRun, renderer: InputRenderer): Promise<void> {
    if (session.readOnly !== null) return
    const known = await of(session, run, renderer)
    const width = run.file.classes.length
    const values = new Float32Array(known.size * width)
    ;[...known.values()].forEach((row, at) => values.set(row, at * width))
    const keys = BigUint64Array.from(known.keys())
    const basis = { runId: run.id, recipe: renderer.identity, population: livePopulation }
    const row = {
      ...basis,
      keys: (await session.objects.put(new Uint8Array(keys.buffer))).hash,
      object: (await session.objects.put(new Uint8Array(values.buffer))).hash,
      createdAt: now().getTime()
    }
    session.database.orm.transaction(transaction => {
      transaction.delete(prediction).where(isOn(basis)).run()
      transaction.insert(prediction).values(row).run()
    })
  }

  return {
    of,
    async keep(session, run, renderer, fresh) {
      if (fresh >= fewRows) return await write(session, run, renderer)
      const { waiting } = cacheOf(session)
      const name = nameOf(run, renderer)
      clearTimeout(waiting.get(name))
      const timer = setTimeout(() => {
        waiting.delete(name)
        // A project that closes meanwhile takes no rows any more.
        if (!session.signal.aborted) void write(session, run, renderer).catch(() => undefined)
      }, keepDelay)
      timer.unref()
      waiting.set(name, timer)
    }
  }
}

/** What stored predictions are of. */
interface StoredBasis {
  readonly runId: string
  readonly recipe: string
  readonly population: string
}

const isOn = ({ runId, recipe, population }: StoredBasis) =>
  and(eq(prediction.runId, runId), eq(prediction.recipe, recipe), eq(prediction.population, population))

/** The newest predictions that are kept of a run on a population. */
export function findStored({ database }: ProjectSession, basis: StoredBasis) {
  return database.orm.select().from(prediction).where(isOn(basis)).orderBy(desc(prediction.id)).get()
}

export const toFloats = (bytes: Buffer): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer)
