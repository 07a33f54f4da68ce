import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type * as v from 'valibot'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Job } from '@shared/contract/jobs'
import type { Model } from '@shared/contract/model'
import type { Run, runsContract, startRunInputSchema } from '@shared/contract/runs'
import { countParameters } from '@shared/domain/models/weights'
import type { EngineClient, TrainTask } from '../../engine-client/engine-client'
import { writeFileAtomically } from '../../files/atomic-file'
import type { DatasetsService } from '../datasets/datasets-service'
import type { EventBus } from '../event-bus'
import type { JobsService } from '../jobs/jobs-service'
import type { JobContext, JobSpec } from '../jobs/running-job'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import type { ModelsService } from './models-service'
import { planRun, type RunSelection } from './plan'
import { createPointLog } from './point-log'
import { createPreviewMaker } from './previews'
import { defineRun, readLog } from './run-definition'
import { createRunLog } from './run-log'
import { failure, finished } from './run-outcome'
import { createRunQueue } from './run-queue'
import { createRunStore, runFolder, toRun, type StoredRun } from './run-store'
import { resolveStartWeights } from './start-weights'
import { trackProgress } from './track-progress'

export interface TrainingDeps {
  readonly workspace: Workspace
  readonly bus: EventBus
  readonly jobs: JobsService
  readonly datasets: DatasetsService
  readonly models: ModelsService
  readonly engine: EngineClient
  readonly resourcesDir: string
  /** Of Vitrine. */
  readonly version: string
  readonly now: () => Date
}

type StartInput = v.InferOutput<typeof startRunInputSchema>

/** Rows that a fold's run trains on. */
export interface FoldSelection extends RunSelection {
  readonly fold: NonNullable<Run['fold']>
}

export interface TrainingService extends Handlers<typeof runsContract> {
  /** The row, its model and its weights. Errors: NOT_FOUND. */
  find(id: string): StoredRun
  /** Like `start`, on rows of the dataset of one's own. */
  startFold(input: StartInput, selection: FoldSelection): Promise<Run>
  /** The run's row once it is neither waiting nor going on. */
  ended(id: string): Promise<StoredRun>
}

interface LiveRun {
  readonly jobId: string
  readonly task: TrainTask | null
}

/** What an open project's trainings share. */
const openTrainings = (session: ProjectSession) => ({
  store: createRunStore(session),
  queue: createRunQueue(),
  points: createPointLog(id => runFolder(session, id))
})

export function createTrainingService(deps: TrainingDeps): TrainingService {
  const { workspace, bus, jobs, datasets, models, engine, now } = deps
  const stateOf = perSession(openTrainings)
  const current = () => stateOf(workspace.session())
  const store = () => current().store
  const live = new Map<string, LiveRun>()
  const announce = () => bus.publish({ type: 'changed', revision: 0, topics: ['runs'] })
  const toContract = (row: StoredRun): Run => toRun(row, live.get(row.id)?.jobId ?? null)
  const show = (id: string): Run => toContract(store().find(id))

  async function start(input: StartInput, selection?: FoldSelection): Promise<Run> {
    const session = workspace.writable()
    const id = randomUUID()
    const modelName = typeof input.model === 'string' ? input.model : null
    const file = planRun({
      runId: id,
      version: deps.version,
      dataset: datasets.find(input.datasetId),
      model: typeof input.model === 'string' ? models.find(input.model) : input.model,
      training: input.training,
      startFrom: input.startFrom,
      start: await resolveStartWeights(session, input.startFrom, modelName, { ...deps, find: store().find }),
      selection
    })
    const folder = runFolder(session, id)
    await mkdir(join(folder, 'checkpoints'), { recursive: true })
    await writeFileAtomically(join(folder, 'run.json'), JSON.stringify(file, null, 2))
    store().insert({
      id,
      number: store().nextNumber(),
      name: input.name ?? file.model.name,
      state: 'queued',
      datasetId: input.datasetId,
      modelName: file.model.name,
      // planRun has parsed nothing away: the file's model is the whole model.
      parameters: countParameters(file.model as Model).total,
      file,
      startFrom: input.startFrom,
      epochs: [],
      createdAt: now().getTime(),
      tags: [],
      fold: selection?.fold ?? null
    })
    launch(session, id, false)
    return show(id)
  }

  function launch(session: ProjectSession, id: string, resume: boolean): void {
    const { store, queue } = stateOf(session)
    const row = store.find(id)
    const rest = (state: 'paused' | 'running') => () => {
      const task = live.get(id)?.task
      if (state === 'paused') task?.pause()
      else task?.resume()
      store.update(id, { state })
      announce()
    }
    const spec: JobSpec = {
      ...{ kind: 'train', title: `Train “${row.name}”`, runId: id, turn: queue.enter(id) },
      ...{ pause: rest('paused'), resume: rest('running') }
    }
    let job: Job
    try {
      job = jobs.start(spec, context => train(session, row, resume, context))
    } catch (error) {
      // The disk may be full just now: those behind must not wait for a run that never begins.
      queue.leave(id)
      // A new run is there and begins later, when it is resumed; one that was resumed stays what it was.
      if (row.state === 'queued') settle(session, id, { state: 'interrupted' })
      throw error
    }
    live.set(id, { jobId: job.id, task: null })
    void jobs.ended(job.id).finally(() => {
      live.delete(id)
      queue.leave(id)
      // Cancelled while it waited in the queue: its work was never called.
      if (!session.signal.aborted && store.find(id).state === 'queued') settle(session, id, { state: 'interrupted' })
      announce()
    })
    store.update(id, { state: 'queued', error: null, endedAt: null, stopped: null })
    announce()
  }

  async function train(
    session: ProjectSession,
    row: StoredRun,
    resume: boolean,
    context: JobContext
  ): Promise<unknown> {
    const { store, points } = stateOf(session)
    const dir = runFolder(session, row.id)
    // What came before a restart of the program is where its curve goes on.
    await points.of(row.id)
    // A cancel that came meanwhile has been said to nobody.
    context.signal.throwIfAborted()
    const log = createRunLog(dir, now)
    store.update(row.id, { state: 'running' })
    const report = trackProgress({
      runId: row.id,
      context,
      points,
      bus,
      log,
      update: change => store.update(row.id, change),
      announce,
      tell: () => bus.publish({ type: 'run', run: toContract(store.find(row.id)) })
    })
    try {
      const task = engine.train({ dir, resume }, report)
      live.set(row.id, { jobId: context.id, task })
      announce()
      context.signal.addEventListener('abort', () => task.cancel(), { once: true })
      const result = await task.done
      settle(session, row.id, finished(result))
      return { run: row.id, best: result.best, stopped: result.stopped }
    } catch (error) {
      settle(session, row.id, failure(error))
      throw error
    } finally {
      await points.keep(row.id)
      await log.close()
    }
  }

  function settle(session: ProjectSession, id: string, change: Partial<StoredRun>): void {
    stateOf(session).store.update(id, { endedAt: now().getTime(), ...change })
    announce()
  }

  const controlled = (id: string): LiveRun => {
    const run = live.get(id)
    if (!run) throw new VitrineError('CONFLICT', 'This run is not going on now.', { id })
    return run
  }

  function change(id: string, change: Partial<StoredRun>): Run {
    workspace.writable()
    store().update(store().find(id).id, change)
    announce()
    return show(id)
  }

  function goOn(id: string): void {
    if (live.has(id)) throw new VitrineError('CONFLICT', 'This run is going on already.', { id })
    launch(workspace.writable(), id, true)
  }

  // A job that was cut off goes on from its last checkpoint as a new job of the same run.
  jobs.onResume('train', async job => {
    if (job.runId !== null) goOn(job.runId)
  })

  return {
    find: id => store().find(id),
    list: () => store().list().map(toContract),
    trash: () => store().trash().map(toContract),
    get: ({ id }) => show(id),
    points: async ({ id }) => [...(await current().points.of(store().find(id).id))],
    queue: () => [...current().queue.waiting()],
    move({ id, before }) {
      current().queue.move(id, before)
      announce()
      return [...current().queue.waiting()]
    },
    preview: createPreviewMaker(deps),
    model: ({ id }) => store().find(id).file.model as Model,
    definition({ id }) {
      const row = store().find(id)
      return defineRun(row, datasets.find(row.datasetId), runFolder(workspace.session(), id))
    },
    log: ({ id }) => readLog(runFolder(workspace.session(), store().find(id).id)),
    start: input => start(input),
    startFold: start,
    async ended(id) {
      const jobId = live.get(id)?.jobId
      if (jobId !== undefined) await jobs.ended(jobId)
      return store().find(id)
    },
    async pause({ id }) {
      await jobs.pause({ id: controlled(id).jobId }, { signal: undefined })
      return show(id)
    },
    async resume({ id }) {
      const { state } = store().find(id)
      if (state === 'paused') await jobs.resume({ id: controlled(id).jobId }, { signal: undefined })
      else goOn(id)
      return show(id)
    },
    stop({ id }) {
      const { task } = controlled(id)
      if (!task) throw new VitrineError('CONFLICT', 'This run still waits in the queue: cancel it there.', { id })
      task.stop()
      return show(id)
    },
    update: ({ id, ...changed }) => change(id, changed),
    remove({ id }) {
      if (live.has(id))
        throw new VitrineError('CONFLICT', 'This run is going on. Stop it before you delete it.', { id })
      change(id, { removed: true })
    },
    restore: ({ id }) => change(id, { removed: false })
  }
}
