import type {
  AugmentRequest,
  AugmentResult,
  EngineMethod,
  EngineMethods,
  FeaturesRequest,
  MatrixResult,
  NeighboursRequest,
  NeighboursResult,
  PredictRequest,
  ProvisionRequest,
  ProvisionResult,
  ProvisionStep,
  TrainProgress,
  TrainRequest,
  TrainResult
} from '@shared/contract/engine'
import type { Doctor } from '@shared/contract/engine-info'
import { VitrineError } from '@shared/contract/errors'
import { withoutBroken, type BrokenBackends } from './broken-backends'
import { checkAll } from './check-all'
import { createEngineChild, type EngineChild, type EngineTask } from './engine-child'
import type { EngineRole, SpawnEngine } from './engine-port'
import { startTraining } from './training-task'

export interface EngineClientDeps {
  readonly spawn: SpawnEngine
  /** Environment of a child, asked at each start, so that an engine installed meanwhile is found. */
  readonly environment: (role: EngineRole) => Readonly<Record<string, string>>
  readonly log?: (line: string) => void
  /** Milliseconds until an idle predictor is ended to free its memory. */
  readonly idle?: number
}

export interface RequestOptions {
  readonly signal?: AbortSignal
  /** Share done in [0, 1]. */
  readonly onProgress?: (share: number) => void
}

/** A training that runs. `done` rejects with a VitrineError: `CANCELLED`, `ENGINE_FAILED` with the child's last words, … */
export interface TrainTask {
  readonly done: Promise<TrainResult>
  /** Between two steps, after writing a checkpoint. */
  pause(): void
  resume(): void
  /** Finishes the step, writes a checkpoint, ends with the best weights. */
  stop(): void
  /** Finishes the step, writes a checkpoint, ends without a result; after the stop budget the child is killed. */
  cancel(): void
}

export interface EngineClient {
  /** One at a time; a second one is refused with `CONFLICT`. Every training gets a fresh child. */
  train(request: TrainRequest, onProgress: (progress: TrainProgress) => void): TrainTask
  /** Training makes way while predictions are at work. */
  predict(request: PredictRequest, options?: RequestOptions): Promise<MatrixResult>
  features(request: FeaturesRequest, options?: RequestOptions): Promise<MatrixResult>
  neighbours(request: NeighboursRequest, options?: RequestOptions): Promise<NeighboursResult>
  augment(request: AugmentRequest, options?: RequestOptions): Promise<AugmentResult>
  /** Measures in a child of its own. */
  doctor(options?: RequestOptions): Promise<Doctor>
  /** Looks after TensorFlow in the user's cache, in a child of its own: a library that crashes takes nothing along. */
  provision(
    request: ProvisionRequest,
    onProgress?: (step: ProvisionStep) => void,
    signal?: AbortSignal
  ): Promise<ProvisionResult>
  close(): Promise<void>
}

type PredictorMethod = 'predict' | 'features' | 'neighbours' | 'augment'

export function createEngineClient({ spawn, environment, log, idle = 120_000 }: EngineClientDeps): EngineClient {
  let predictor: EngineChild | null = null
  /** Back ends that ended the predictor; forgotten when it idles, since they may be mended by then. */
  const brokenInPredictor: BrokenBackends = new Map()
  let training: EngineTask<'train'> | null = null
  let predicting = 0
  let idleTimer: NodeJS.Timeout | undefined
  const open = new Set<EngineChild>()
  let closed = false

  function startChild(role: EngineRole, broken: BrokenBackends = new Map()): EngineChild {
    // Work that goes on behind a closing program must not keep it alive by a new child.
    if (closed) throw new VitrineError('CANCELLED', 'The program is closing.')
    const child = createEngineChild(spawn({ role, env: environment(role) }), log)
    broken.forEach((reason, backend) => child.avoid(backend, reason))
    open.add(child)
    void child.exited.then(() => open.delete(child))
    return child
  }

  async function ask<M extends PredictorMethod>(
    method: M,
    request: EngineMethods[M]['request'],
    options: RequestOptions = {}
  ): Promise<EngineMethods[M]['result']> {
    clearTimeout(idleTimer)
    predicting++
    training?.control('yield')
    const attempt = async () => {
      // A child that a back end ended has not heard a cancel: nothing is begun again for it.
      options.signal?.throwIfAborted()
      if (!predictor?.alive()) predictor = startChild('predictor', brokenInPredictor)
      const task = predictor.request(method, request, share => reportShare(share, options))
      return await runTask(task, options.signal)
    }
    try {
      return await withoutBroken(brokenInPredictor, attempt(), attempt)
    } finally {
      predicting--
      if (predicting === 0) {
        training?.control('unyield')
        idleTimer = setTimeout(endPredictor, idle).unref()
      }
    }
  }

  function endPredictor(): void {
    brokenInPredictor.clear()
    void predictor?.close()
  }

  /** One request in a child that ends after it. */
  async function alone<M extends EngineMethod>(
    role: EngineRole,
    request: (child: EngineChild) => EngineTask<M>,
    signal: AbortSignal | undefined
  ): Promise<EngineMethods[M]['result']> {
    signal?.throwIfAborted()
    const child = startChild(role)
    try {
      return await runTask(request(child), signal)
    } finally {
      await child.close()
    }
  }

  return {
    train(request, onProgress) {
      if (training) {
        throw new VitrineError('CONFLICT', 'A training is running already. Wait for its end, or stop it first.')
      }
      const current = startTraining(broken => startChild('trainer', broken), request, onProgress)
      training = current
      if (predicting > 0) current.control('yield')
      const done = current.done.finally(() => {
        if (training === current) training = null
      })
      return {
        done,
        pause: () => current.control('pause'),
        resume: () => current.control('resume'),
        stop: () => current.control('stop'),
        cancel: () => current.cancel()
      }
    },
    predict: (request, options) => ask('predict', request, options),
    features: (request, options) => ask('features', request, options),
    neighbours: (request, options) => ask('neighbours', request, options),
    augment: (request, options) => ask('augment', request, options),
    doctor: ({ signal } = {}) => checkAll(only => alone('trainer', child => child.request('doctor', only), signal)),
    provision: (request, onProgress, signal) =>
      alone('installer', child => child.request('provision', request, onProgress), signal),
    async close() {
      closed = true
      clearTimeout(idleTimer)
      await Promise.all([...open].map(child => child.close()))
    }
  }
}

function reportShare(share: unknown, options: RequestOptions): void {
  if (typeof share === 'number') options.onProgress?.(share)
}

async function runTask<M extends keyof EngineMethods>(
  task: EngineTask<M>,
  signal: AbortSignal | undefined
): Promise<EngineMethods[M]['result']> {
  const cancel = () => task.cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await task.done
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}
