import { randomUUID } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrainResult } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Model } from '@shared/contract/model'
import type { Run, runsContract } from '@shared/contract/runs'
import { findPreset } from '@shared/domain/models/presets/presets'
import { countParameters } from '@shared/domain/models/weights'
import type { EngineClient, TrainTask } from '../../engine-client/engine-client'
import { writeFileAtomically } from '../../files/atomic-file'
import type { DatasetsService } from '../datasets/datasets-service'
import type { EventBus } from '../event-bus'
import type { JobsService } from '../jobs/jobs-service'
import type { JobContext } from '../jobs/running-job'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import type { ModelsService } from './models-service'
import { planRun, type StartWeights } from './plan'
import { createRunLog } from './run-log'
import { createRunStore, toRun, type StoredRun } from './run-store'
import { trackProgress } from './track-progress'

export interface TrainingDeps {
  readonly workspace: Workspace
  readonly bus: EventBus
  readonly jobs: JobsService
  readonly datasets: DatasetsService
  readonly models: ModelsService
  readonly engine: EngineClient
  readonly resourcesDir: string
  readonly now: () => Date
}

export interface TrainingService extends Handlers<typeof runsContract> {
  /** The row, its model and its weights. Errors: NOT_FOUND. */
  find(id: string): StoredRun
}

interface LiveRun {
  readonly jobId: string
  readonly task: TrainTask | null
}

export const runFolder = (session: ProjectSession, id: string): string => join(session.path, 'runs', id)

export function createTrainingService(deps: TrainingDeps): TrainingService {
  const { workspace, bus, jobs, datasets, models, engine, now } = deps
  const storeOf = perSession(createRunStore)
  const store = () => storeOf(workspace.session())
  const live = new Map<string, LiveRun>()
  const announce = () => bus.publish({ type: 'changed', revision: 0, topics: ['runs'] })
  const show = (id: string): Run => toRun(store().find(id), live.get(id)?.jobId ?? null)

  async function startWeights(startFrom: Run['startFrom'], modelName: string | null): Promise<StartWeights | null> {
    const session = workspace.session()
    const pretrained = startFrom.kind === 'pretrained' ? startFrom.name : modelName && findPreset(modelName)?.pretrained
    if (startFrom.kind === 'new' && !pretrained) return null
    if (pretrained) {
      const file = join(deps.resourcesDir, 'pretrained', `${pretrained}.safetensors`)
      const preset = findPreset(pretrained)
      if (!preset) throw new VitrineError('NOT_FOUND', `No weights called “${pretrained}” ship with Vitrine.`)
      const { hash } = await session.objects.put({ file })
      return { model: preset.model, weights: hash, title: `${pretrained}, shipped with Vitrine` }
    }
    if (startFrom.kind === 'new' || startFrom.kind === 'pretrained') return null
    const base = store().find(startFrom.runId)
    if (base.weights === null)
      throw new VitrineError(
        'CONFLICT',
        `Run ${base.number} has no finished weights yet. Let it end, or stop it and keep the best.`
      )
    // Stored after parsing, with every default filled in.
    return {
      model: base.file.model as Model,
      weights: base.weights,
      title: `run ${base.number}, epoch ${base.best?.epoch ?? '?'}`
    }
  }

  const start: TrainingService['start'] = async input => {
    const session = workspace.writable()
    const id = randomUUID()
    const modelName = typeof input.model === 'string' ? input.model : null
    const model = typeof input.model === 'string' ? models.find(input.model) : input.model
    const file = planRun({
      runId: id,
      dataset: datasets.find(input.datasetId),
      model,
      training: input.training,
      startFrom: input.startFrom,
      start: await startWeights(input.startFrom, modelName)
    })
    const folder = runFolder(session, id)
    await mkdir(join(folder, 'checkpoints'), { recursive: true })
    await writeFileAtomically(join(folder, 'run.json'), JSON.stringify(file, null, 2))
    const number = store().nextNumber()
    store().insert({
      id,
      number,
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
      tags: []
    })
    launch(session, id, false)
    return show(id)
  }

  function launch(session: ProjectSession, id: string, resume: boolean): void {
    const row = storeOf(session).find(id)
    const own = () => live.get(id)?.task
    const job = jobs.start(
      {
        kind: 'train',
        title: `Train “${row.name}”`,
        runId: id,
        lane: 'train',
        pause: () => own()?.pause(),
        resume: () => own()?.resume()
      },
      context => train(session, row, resume, context)
    )
    storeOf(session).update(id, { state: 'queued', error: null, endedAt: null, stopped: null })
    live.set(id, { jobId: job.id, task: null })
    // Cancelled while it waited in the queue: its work was never called.
    void jobs.ended(job.id).finally(() => {
      live.delete(id)
      if (!session.signal.aborted && storeOf(session).find(id).state === 'queued')
        settle(session, id, { state: 'interrupted' })
      announce()
    })
    announce()
  }

  async function train(
    session: ProjectSession,
    row: StoredRun,
    resume: boolean,
    context: JobContext
  ): Promise<unknown> {
    const runs = storeOf(session)
    const dir = runFolder(session, row.id)
    const log = createRunLog(dir, now)
    runs.update(row.id, { state: 'running' })
    const report = trackProgress({
      runId: row.id,
      context,
      bus,
      log,
      update: change => runs.update(row.id, change),
      announce
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
      await log.close()
    }
  }

  function settle(session: ProjectSession, id: string, change: Partial<StoredRun>): void {
    storeOf(session).update(id, { endedAt: now().getTime(), ...change })
    announce()
  }

  const controlled = (id: string): LiveRun => {
    const run = live.get(id)
    if (!run) throw new VitrineError('CONFLICT', 'This run is not going on now.', { id })
    return run
  }

  // A job that was cut off goes on from its last checkpoint as a new job of the same run.
  jobs.onResume('train', async job => {
    if (job.runId !== null) launch(workspace.writable(), job.runId, true)
  })

  return {
    find: id => store().find(id),
    list: () =>
      store()
        .list()
        .map(row => toRun(row, live.get(row.id)?.jobId ?? null)),
    get: ({ id }) => show(id),
    model: ({ id }) => store().find(id).file.model as Model,
    async log({ id }) {
      const text = await readFile(join(runFolder(workspace.session(), store().find(id).id), 'log.txt'), 'utf8').catch(
        () => ''
      )
      return text.trimEnd().split('\n').slice(-500)
    },
    start,
    async pause({ id }) {
      await jobs.pause({ id: controlled(id).jobId }, { signal: undefined })
      store().update(id, { state: 'paused' })
      announce()
      return show(id)
    },
    async resume({ id }) {
      const { state } = store().find(id)
      if (state === 'paused') {
        await jobs.resume({ id: controlled(id).jobId }, { signal: undefined })
        store().update(id, { state: 'running' })
        announce()
      } else if (live.has(id)) {
        throw new VitrineError('CONFLICT', 'This run is going on already.', { id })
      } else {
        launch(workspace.writable(), id, true)
      }
      return show(id)
    },
    stop({ id }) {
      const { task } = controlled(id)
      if (!task) throw new VitrineError('CONFLICT', 'This run still waits in the queue: cancel it there.', { id })
      task.stop()
      return show(id)
    },
    update({ id, ...change }) {
      workspace.writable()
      store().update(store().find(id).id, change)
      announce()
      return show(id)
    },
    remove({ id }) {
      workspace.writable()
      if (live.has(id))
        throw new VitrineError('CONFLICT', 'This run is going on. Stop it before you delete it.', { id })
      store().update(store().find(id).id, { removed: true })
      announce()
    },
    restore({ id }) {
      workspace.writable()
      store().update(store().find(id).id, { removed: false })
      announce()
      return show(id)
    }
  }
}

function finished(result: TrainResult): Partial<StoredRun> {
  return {
    state: result.stopped === 'stopped' ? 'stopped' : 'finished',
    stopped: result.stopped,
    engine: result.engine,
    best: result.best,
    epochs: result.epochs,
    weights: result.weights,
    stepMs: result.stepMs
  }
}

function failure(error: unknown): Partial<StoredRun> {
  if (!(error instanceof VitrineError)) return { state: 'failed', error: { code: 'INTERNAL', message: String(error) } }
  return error.code === 'CANCELLED' ? { state: 'interrupted' } : { state: 'failed', error: error.toBody() }
}
