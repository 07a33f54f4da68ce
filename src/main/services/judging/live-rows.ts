import { and, desc, eq } from 'drizzle-orm'
import { keptOnce } from '@shared/domain/caching/kept-once'
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
  /** Writes them when there are many new ones; the others wait a little, and a sudden end may lose them. */
  keep(session: ProjectSession, run: StoredRun, renderer: InputRenderer, fresh: number): Promise<void>
  /** Writes what waits, before the project closes. */
  flush(session: ProjectSession): Promise<void>
}

/** Fewer new rows than these are written later: the figures of an edit come first. */
const fewRows = 16
/**
 * Share of new ones from which on all are written at once. Each writing writes all: a job that predicts 64 at a time
 * would write gigabytes by the end of 70,000.
 */
const grown = 1 / 3
/** Milliseconds of rest before the others are written. */
const keepDelay = 10_000
/** Live examples come and go: their rows are kept together. */
const livePopulation = 'live'

interface Waiting {
  /** Rows that are not written yet. */
  readonly fresh: number
  readonly timer: ReturnType<typeof setTimeout>
  readonly write: () => Promise<void>
}

export function createLiveRows({ now }: { readonly now: () => Date }): LiveRows {
  const rowsOf = perSession(() => new Map<string, Promise<Rows>>())
  const waitingOf = perSession(() => new Map<string, Waiting>())
  /** One after another: of two writings the one that knows more has to come last. */
  const lastOf = perSession(() => ({ write: Promise.resolve() }))
  const nameOf = (run: StoredRun, renderer: InputRenderer): string =>
    `${run.id} ${weightsKey(run)} ${renderer.identity}`

  function of(session: ProjectSession, run: StoredRun, renderer: InputRenderer): Promise<Rows> {
    return keptOnce(rowsOf(session), nameOf(run, renderer), () => read(session, run, renderer))
  }

  async function read(session: ProjectSession, run: StoredRun, renderer: InputRenderer): Promise<Rows> {
    const known: Rows = new Map()
    const stored = findStored(session, run, { recipe: renderer.identity, population: livePopulation })
    if (stored) {
      const keys = new BigUint64Array(Uint8Array.from(await session.objects.read(stored.keys)).buffer)
      const values = toFloats(await session.objects.read(stored.object))
      const width = run.file.classes.length
      keys.forEach((key, row) => known.set(key, values.slice(row * width, (row + 1) * width)))
    }
    return known
  }

  async function write(session: ProjectSession, run: StoredRun, renderer: InputRenderer): Promise<void> {
    const known = await of(session, run, renderer)
    const width = run.file.classes.length
    const values = new Float32Array(known.size * width)
    ;[...known.values()].forEach((row, at) => values.set(row, at * width))
    const keys = BigUint64Array.from(known.keys())
    const made = {
      keys: (await session.objects.put(new Uint8Array(keys.buffer))).hash,
      object: (await session.objects.put(new Uint8Array(values.buffer))).hash,
      createdAt: now().getTime()
    }
    keepStored(session, run, { recipe: renderer.identity, population: livePopulation }, made)
  }

  function writeInTurn(...those: Parameters<typeof write>): Promise<void> {
    const last = lastOf(those[0])
    const written = last.write.then(() => write(...those))
    last.write = written.catch(() => undefined)
    return written
  }

  return {
    of,
    async keep(session, run, renderer, added) {
      if (session.readOnly !== null) return
      const waiting = waitingOf(session)
      const name = nameOf(run, renderer)
      const { size } = await of(session, run, renderer)
      const fresh = (waiting.get(name)?.fresh ?? 0) + added
      clearTimeout(waiting.get(name)?.timer)
      waiting.delete(name)
      if (fresh >= Math.max(fewRows, size * grown)) return await writeInTurn(session, run, renderer)
      async function writeLater(): Promise<void> {
        waiting.delete(name)
        // Without room for them, or when the project has closed meanwhile, they are predicted again.
        if (!session.signal.aborted) await writeInTurn(session, run, renderer).catch(() => undefined)
      }
      const timer = setTimeout(() => void writeLater(), keepDelay).unref()
      waiting.set(name, { fresh, timer, write: writeLater })
    },
    async flush(session) {
      for (const { timer, write: writeNow } of [...waitingOf(session).values()]) {
        clearTimeout(timer)
        await writeNow()
      }
      await lastOf(session).write
    }
  }
}

/** Names the weights that a run predicts with now: those it ended with, else those of its best checkpoint so far. */
export const weightsKey = ({ weights, best }: StoredRun): string => weights ?? `epoch ${best?.epoch ?? 0}`

/** What stored predictions of a run are of. */
interface StoredBasis {
  readonly recipe: string
  readonly population: string
}

const isOn = (run: StoredRun, { recipe, population }: StoredBasis) =>
  and(eq(prediction.runId, run.id), eq(prediction.recipe, recipe), eq(prediction.population, population))

/** Keeps predictions in the place of those before, which may be of earlier weights. */
export function keepStored(
  { database }: ProjectSession,
  run: StoredRun,
  basis: StoredBasis,
  made: Pick<typeof prediction.$inferInsert, 'keys' | 'object' | 'createdAt'>
): void {
  database.orm.transaction(transaction => {
    transaction.delete(prediction).where(isOn(run, basis)).run()
    transaction
      .insert(prediction)
      .values({ ...basis, ...made, runId: run.id, weights: weightsKey(run) })
      .run()
  })
}

/** The newest predictions that are kept of a run, with the weights that it has now, on a population. */
export function findStored({ database }: ProjectSession, run: StoredRun, basis: StoredBasis) {
  const ofNow = and(isOn(run, basis), eq(prediction.weights, weightsKey(run)))
  return database.orm.select().from(prediction).where(ofNow).orderBy(desc(prediction.id)).get()
}

export const toFloats = (bytes: Buffer): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer)
