import { eq, max } from 'drizzle-orm'
import type { classesContract } from '@shared/contract/classes'
import type { Dataset, datasetsContract, FreezeInput } from '@shared/contract/datasets'
import type { Handlers } from '@shared/contract/handlers'
import { VitrineError } from '@shared/contract/errors'
import { findLeaks, type LeakCandidate } from '@shared/domain/splits/leaks'
import type { imagesContract } from '@shared/contract/images'
import { dataset } from '../../storage/training-schema'
import type { EventBus } from '../event-bus'
import type { JobsService } from '../jobs/jobs-service'
import type { JobContext } from '../jobs/running-job'
import { readExamples, type Example } from '../examples/examples'
import { renderInputs, type InputRenderer } from '../examples/inputs'
import type { Workspace } from '../workspace'
import type { Catalogue } from './catalogue'
import { assembleDataset, dealExamples, digest, parts, type ClassName, type Part } from './freeze'

export interface DatasetsDeps {
  readonly workspace: Workspace
  readonly bus: EventBus
  readonly jobs: Pick<JobsService, 'start' | 'ended'>
  readonly catalogue: Pick<Catalogue, 'list'>
  readonly now: () => Date
  readonly images: Pick<Handlers<typeof imagesContract>, 'query'>
  readonly classes: Pick<Handlers<typeof classesContract>, 'list'>
  /** The recipe of that name made ready; `auto` chooses by what the examples are. */
  readonly renderer: (recipe: string, examples: readonly Example[]) => Promise<InputRenderer>
}

/** Bytes of inputs that are read and hashed without a pause: a few milliseconds' work. */
const readAtOnce = 2 ** 20

export type StoredDataset = typeof dataset.$inferSelect

/** First row and count of a part in a frozen dataset's objects. */
export function rowsOf(counts: Dataset['counts'], part: Part): { readonly start: number; readonly end: number } {
  const start = parts.slice(0, parts.indexOf(part)).reduce((sum, earlier) => sum + counts[earlier], 0)
  return { start, end: start + counts[part] }
}

export interface DatasetsService extends Handlers<typeof datasetsContract> {
  /** The row with its objects. Errors: NOT_FOUND. */
  find(id: number): StoredDataset
}

export function createDatasetsService(deps: DatasetsDeps): DatasetsService {
  const { workspace, bus } = deps
  const orm = () => workspace.session().database.orm

  function toDataset(row: StoredDataset): Dataset {
    const { id, name, revision, hash, createdAt, facts } = row
    return { id, name, revision, hash, createdAt: new Date(createdAt).toISOString(), ...facts }
  }

  function find(id: number): StoredDataset {
    const row = orm().select().from(dataset).where(eq(dataset.id, id)).get()
    if (!row) throw new VitrineError('NOT_FOUND', `There is no dataset ${id}. It may have been deleted.`)
    return row
  }

  function announce(): void {
    bus.publish({ type: 'changed', revision: 0, topics: ['datasets'] })
  }

  /** Photos take their time: a job shows how far it is, and can be cancelled. Fails as the job fails. */
  async function freeze(input: FreezeInput): Promise<Dataset> {
    let frozen: Dataset | null = null
    const { id } = deps.jobs.start({ kind: 'freeze', title: `Freeze “${input.name}”`, lane: 'freeze' }, async job => {
      frozen = await freezeNow(input, job)
      return { dataset: frozen.id }
    })
    const { error } = await deps.jobs.ended(id)
    if (frozen) return frozen
    throw new VitrineError(error?.code ?? 'CANCELLED', error?.message ?? 'Freezing was cancelled.', error?.details)
  }

  async function freezeNow(input: FreezeInput, job: JobContext): Promise<Dataset> {
    const session = workspace.writable()
    const call = { signal: undefined }
    const { ids } = await deps.images.query(
      { filter: input.filter, sort: { by: 'imported', descending: false }, groupBy: null },
      call
    )
    const examples = readExamples(session.database, { imageIds: ids }).filter(example => example.labelled)
    if (examples.length === 0)
      throw new VitrineError('INVALID_INPUT', 'No labelled image is among these: label some, or change the filter.')
    const classes = usedClasses(await deps.classes.list(undefined, call), examples)
    if (classes.length < 2)
      throw new VitrineError(
        'INVALID_INPUT',
        `All labelled examples are “${classes[0]?.name}”: a classifier needs two classes or more.`
      )
    const classIndex = new Map(classes.map(({ id }, index) => [id, index]))
    const names = classes.map(({ name }) => name)
    const renderer = await deps.renderer(input.recipe, examples)
    const dealt = dealExamples(examples, classIndex, names, input)
    const total = examples.length.toLocaleString('en')
    const inputs = await renderInputs(examples, renderer, session.objects, {
      signal: job.signal,
      onProgress: done => job.progress(done / examples.length, `${done.toLocaleString('en')} of ${total} examples`)
    })
    const details = { shape: renderer.shape, recipe: renderer.name, definition: renderer.recipe, shares: input }
    const frozen = assembleDataset(examples, inputs, dealt, classes, details)
    if (frozen.facts.counts.train === 0)
      throw new VitrineError('INVALID_INPUT', 'No example is left to train on. Lower the validation and test shares.')

    const known = orm().select().from(dataset).where(eq(dataset.hash, frozen.hash)).get()
    if (known) {
      // The same examples, labels and parts again: the frozen dataset that is there already is the answer.
      if (known.removed) orm().update(dataset).set({ removed: false }).where(eq(dataset.id, known.id)).run()
      announce()
      return toDataset(known)
    }
    const store = async (bytes: Uint8Array) => (await session.objects.put(bytes)).hash
    const bytesOf = (array: Int32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    const row = {
      name: input.name,
      revision: nextRevision(input.name),
      hash: frozen.hash,
      createdAt: deps.now().getTime(),
      x: await store(frozen.x),
      y: await store(bytesOf(frozen.y)),
      examples: await store(bytesOf(frozen.examples)),
      facts: frozen.facts
    }
    const stored = orm().insert(dataset).values(row).returning().get()
    announce()
    return toDataset(stored)
  }

  function setRemoved(id: number, removed: boolean) {
    workspace.writable()
    const row = { ...find(id), removed }
    orm().update(dataset).set({ removed }).where(eq(dataset.id, row.id)).run()
    announce()
    return row
  }

  function nextRevision(name: string): number {
    const row = orm()
      .select({ last: max(dataset.revision) })
      .from(dataset)
      .where(eq(dataset.name, name))
      .get()
    return (row?.last ?? 0) + 1
  }

  return {
    catalogue: () => deps.catalogue.list(),
    list: () => orm().select().from(dataset).where(eq(dataset.removed, false)).all().map(toDataset).reverse(),
    get: ({ id }) => toDataset(find(id)),
    /** Looked for again in the frozen inputs: only their count is kept. */
    async leaks({ id }) {
      const { facts, ...stored } = find(id)
      const { objects } = workspace.session()
      const examples = await objects.read(stored.examples)
      const size = facts.shape[0] * facts.shape[1] * facts.shape[2]
      const rows = Math.max(1, Math.floor(readAtOnce / size))
      const candidates: LeakCandidate[] = []
      for (const part of parts) {
        const { start, end } = rowsOf(facts.counts, part)
        for (let from = start; from < end; from += rows) {
          const count = Math.min(rows, end - from)
          const inputs = await objects.readRange(stored.x, from * size, count * size)
          for (let at = 0; at < count; at++)
            candidates.push({ hash: digest(inputs.subarray(at * size, (at + 1) * size)), part, label: -1 })
        }
      }
      return findLeaks(candidates).leaks.map(({ indices, parts }) => ({
        parts: [...parts],
        imageIds: [...new Set(indices.map(at => examples.readInt32LE(at * 8)))]
      }))
    },
    find,
    freeze,
    /** Runs that were trained on it keep it; it only leaves the list. */
    remove: ({ id }) => void setRemoved(id, true),
    restore: ({ id }) => toDataset(setRemoved(id, false))
  }
}

/** Classes that any example carries, in the class list's order. */
function usedClasses(classes: readonly ClassName[], examples: readonly Example[]): readonly ClassName[] {
  const used = new Set(examples.map(example => example.classId))
  return classes.filter(({ id }) => used.has(id))
}
