import { randomUUID } from 'node:crypto'
import type {
  CrossValidation,
  crossValidationContract,
  CrossValidationSettings
} from '@shared/contract/cross-validation'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { EngineClient } from '../../engine-client/engine-client'
import type { StoredFold } from '../../storage/training-schema'
import { rowsOf, type DatasetsService } from '../datasets/datasets-service'
import type { EventBus } from '../event-bus'
import type { JobsService } from '../jobs/jobs-service'
import type { JobContext } from '../jobs/running-job'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import { createCrossValidationStore, toCrossValidation, type StoredCrossValidation } from './cross-validation-store'
import { planFolds } from './fold-plan'
import { scoreFold } from './fold-scores'
import type { StoredRun } from './run-store'
import type { TrainingService } from './training-service'

export interface CrossValidationDeps {
  readonly workspace: Workspace
  readonly bus: EventBus
  readonly jobs: JobsService
  readonly datasets: DatasetsService
  readonly training: TrainingService
  readonly engine: Pick<EngineClient, 'predict'>
  readonly now: () => Date
}

export interface CrossValidationService extends Handlers<typeof crossValidationContract> {
  /** With the objects behind its figures: per fold the rows it is scored on and their `[rows, classes]`. Errors: NOT_FOUND. */
  find(id: string): StoredCrossValidation
  /** The same, null where no cross-validation has this id. */
  seek(id: string): StoredCrossValidation | null
  /** Those whose folds are all scored, newest first. */
  finished(): readonly StoredCrossValidation[]
}

const call = { signal: undefined }

export function createCrossValidationService(deps: CrossValidationDeps): CrossValidationService {
  const { workspace, bus, jobs, datasets, training, engine, now } = deps
  const storeOf = perSession(createCrossValidationStore)
  const store = () => storeOf(workspace.session())
  const live = new Set<string>()
  const announce = () => bus.publish({ type: 'changed', revision: 0, topics: ['runs', 'evaluations'] })
  const toContract = (row: StoredCrossValidation): CrossValidation =>
    toCrossValidation(row, live.has(row.id), datasets.find(row.datasetId).facts.counts.test)

  /** Rows of each fold as objects, so that a cross-validation that was cut off goes on with the same folds. */
  async function storeFolds(session: ProjectSession, settings: CrossValidationSettings): Promise<StoredFold[]> {
    const { facts, y, examples } = datasets.find(settings.datasetId)
    const { end } = rowsOf(facts.counts, 'validation')
    const labels = int32(await session.objects.readRange(y, 0, end * 4))
    const pairs = int32(await session.objects.readRange(examples, 0, end * 8))
    const imageIds = Array.from({ length: end }, (_, row) => pairs[row * 2] ?? 0)
    const names = facts.classes.map(({ name }) => name)
    const store = async (rows: Int32Array) => (await session.objects.put(new Uint8Array(rows.buffer))).hash
    return await Promise.all(
      planFolds(labels, imageIds, names, settings).map(async ({ train, validation, scored }, at) => ({
        fold: at + 1,
        runId: null,
        train: train.length,
        validation: validation.length,
        scored: scored.length,
        correct: null,
        outOfFoldAccuracy: null,
        testAccuracy: null,
        trainRows: await store(train),
        validationRows: await store(validation),
        scoredRows: await store(scored),
        predictions: null
      }))
    )
  }

  function launch(session: ProjectSession, id: string): void {
    const { name } = storeOf(session).find(id)
    const job = jobs.start({ kind: 'cross-validation', title: `Cross-validate “${name}”` }, context =>
      runFolds(session, id, context).finally(() => {
        live.delete(id)
        announce()
      })
    )
    live.add(id)
    storeOf(session).update(id, { jobId: job.id, error: null, endedAt: null })
    announce()
  }

  async function runFolds(session: ProjectSession, id: string, context: JobContext): Promise<unknown> {
    const runs = storeOf(session)
    const { folds } = runs.find(id)
    try {
      for (const { fold } of folds) {
        context.progress((fold - 1) / folds.length, `fold ${fold} of ${folds.length}`)
        await runFold(session, id, fold, context)
        announce()
      }
      runs.update(id, { endedAt: now().getTime() })
      return { crossValidation: id }
    } catch (error) {
      const failed = error instanceof VitrineError && error.code !== 'CANCELLED' ? error.toBody() : null
      if (!session.signal.aborted) runs.update(id, { endedAt: now().getTime(), error: failed })
      throw error
    }
  }

  async function runFold(session: ProjectSession, id: string, number: number, context: JobContext): Promise<void> {
    const row = storeOf(session).find(id)
    const fold = row.folds.find(known => known.fold === number)
    if (!fold || fold.predictions !== null) return
    const run = await followRun(await trainFold(session, row, fold), context)
    if (run.weights === null) throw new VitrineError('CONFLICT', `Run ${run.number} has no weights to be scored.`)
    const dataset = datasets.find(row.datasetId)
    const score = await scoreFold(session, engine, { fold, run, weights: run.weights, dataset }, context.signal)
    storeOf(session).changeFold(id, number, score)
  }

  /** The fold's run: the one that was cut off, from its checkpoint, or a new one with new weights. */
  async function trainFold(session: ProjectSession, row: StoredCrossValidation, fold: StoredFold): Promise<string> {
    if (fold.runId !== null) {
      const { weights, state } = training.find(fold.runId)
      const goesOn = state === 'queued' || state === 'running' || state === 'paused'
      if (weights === null && !goesOn) await training.resume({ id: fold.runId }, call)
      return fold.runId
    }
    const { model, training: settings, datasetId } = row.settings
    const run = await training.startFold(
      { datasetId, model, training: settings, startFrom: { kind: 'new' }, name: `${row.name}, fold ${fold.fold}` },
      {
        train: { kind: 'rows', object: fold.trainRows, count: fold.train },
        validation: { kind: 'rows', object: fold.validationRows, count: fold.validation },
        fold: { crossValidation: row.id, fold: fold.fold }
      }
    )
    storeOf(session).changeFold(row.id, fold.fold, { runId: run.id })
    return run.id
  }

  /** The run at its end. Cancelling the cross-validation cancels it; it can go on from its checkpoint. */
  async function followRun(runId: string, { signal }: JobContext): Promise<StoredRun> {
    async function cancel(): Promise<void> {
      const { jobId } = await training.get({ id: runId }, call)
      if (jobId !== null) await jobs.cancel({ id: jobId }, call)
    }
    // A run that has just ended can't be cancelled any more, which is as good.
    const stop = () => void cancel().catch(() => undefined)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    const run = await training.ended(runId)
    signal.removeEventListener('abort', stop)
    signal.throwIfAborted()
    if (run.weights !== null) return run
    throw new VitrineError(
      run.error?.code ?? 'CANCELLED',
      run.error?.message ??
        `Run ${run.number} was cancelled, so its fold has no score. Start the cross-validation again.`
    )
  }

  const foldRuns = (id: string): readonly string[] =>
    store()
      .find(id)
      .folds.flatMap(({ runId }) => runId ?? [])

  function change(id: string, change: Pick<Partial<StoredCrossValidation>, 'name' | 'note' | 'removed'>) {
    workspace.writable()
    store().update(store().find(id).id, change)
    announce()
    return toContract(store().find(id))
  }

  // Folds that are done stay done.
  jobs.onResume('cross-validation', async job => {
    const row = store().findByJob(job.id)
    if (row) launch(workspace.writable(), row.id)
  })

  return {
    find: id => store().find(id),
    seek: id => store().seek(id),
    finished: () =>
      store()
        .list()
        .filter(({ folds }) => folds.every(({ predictions }) => predictions !== null)),
    list: () => store().list().map(toContract),
    get: ({ id }) => toContract(store().find(id)),
    resume({ id }) {
      const session = workspace.writable()
      const row = toContract(store().find(id))
      if (row.state === 'running')
        throw new VitrineError('CONFLICT', 'This cross-validation is going on already.', { id })
      if (row.state === 'finished') throw new VitrineError('CONFLICT', 'All folds are done already.', { id })
      launch(session, id)
      return toContract(store().find(id))
    },
    update: ({ id, ...changed }) => change(id, changed),
    async remove({ id }) {
      if (live.has(id))
        throw new VitrineError('CONFLICT', 'This cross-validation is going on. Cancel it before you delete it.', { id })
      for (const runId of foldRuns(id)) await training.remove({ id: runId }, call)
      change(id, { removed: true })
    },
    async restore({ id }) {
      for (const runId of foldRuns(id)) await training.restore({ id: runId }, call)
      return change(id, { removed: false })
    },
    async start(settings) {
      const session = workspace.writable()
      const id = randomUUID()
      const name = typeof settings.model === 'string' ? settings.model : settings.model.name
      const folds = await storeFolds(session, settings)
      store().insert({ id, name, datasetId: settings.datasetId, settings, folds, createdAt: now().getTime() })
      launch(session, id)
      return toContract(store().find(id))
    }
  }
}

const int32 = (bytes: Buffer): Int32Array => new Int32Array(Uint8Array.from(bytes).buffer)
