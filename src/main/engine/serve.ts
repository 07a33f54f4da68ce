import type { EngineMethod, EngineMethods } from '@shared/contract/engine'
import type { FromEngine, ToEngine } from '@shared/contract/engine-protocol'
import { VitrineError, type ErrorBody } from '@shared/contract/errors'
import type { EngineName } from '@shared/contract/training'
import { createBackendOpener, knownBackends, type Candidate } from './backends'
import { augment } from './handlers/augment'
import type { HandlerContext } from './handlers/context'
import { doctor } from './handlers/doctor'
import { createInference } from './handlers/inference'
import { neighbours } from './handlers/neighbours'
import { provision } from './handlers/provision'
import { createTrainingControl, type TrainingControl } from './training/control'
import { runJob } from './training/run-job'

/** The parent as the child sees it. */
export interface ParentPort {
  post(message: FromEngine): void
  onMessage(listener: (message: ToEngine) => void): void
}

/** Serves the requests of the parent until it says `shutdown`; `exit` ends the program. */
export function serveEngine(
  port: ParentPort,
  exit: () => void,
  candidates: readonly Candidate[] = knownBackends()
): void {
  const avoided = new Map<EngineName, string>()
  const onOpening = (backend: EngineName | null) => port.post({ type: 'opening', backend })
  const openBackend = createBackendOpener(candidates, { avoided, onOpening })
  const inference = createInference()
  const controls = new Map<number, TrainingControl>()
  const running = new Set<Promise<void>>()

  port.onMessage(message => {
    switch (message.type) {
      case 'request':
        return track(serveRequest(message))
      case 'control':
        return controls.get(message.id)?.tell(message.control)
      case 'avoid':
        return void avoided.set(message.backend, message.reason)
      case 'shutdown':
        return void shutDown()
    }
  })
  port.post({ type: 'ready', pid: process.pid })

  function track(request: Promise<void>): void {
    running.add(request)
    void request.finally(() => running.delete(request))
  }

  /** Lets what runs finish its step and write its checkpoint. */
  async function shutDown(): Promise<void> {
    for (const control of controls.values()) control.tell('cancel')
    await Promise.all(running)
    exit()
  }

  async function serveRequest(message: Extract<ToEngine, { type: 'request' }>): Promise<void> {
    const { id } = message
    const control = createTrainingControl()
    controls.set(id, control)
    try {
      const progress = (value: EngineMethods[EngineMethod]['progress']) =>
        port.post({ type: 'progress', id, progress: value })
      port.post({ type: 'done', id, result: await handle(message, { openBackend, progress, control }) })
    } catch (error) {
      port.post({ type: 'failed', id, error: toBody(error) })
    } finally {
      controls.delete(id)
    }
  }

  async function handle(
    message: Extract<ToEngine, { type: 'request' }>,
    context: HandlerContext<EngineMethods[EngineMethod]['progress']>
  ): Promise<EngineMethods[EngineMethod]['result']> {
    switch (message.method) {
      case 'train': {
        const { dir, resume, engine } = message.request
        return await runJob(dir, { resume: resume ?? false, engine }, { ...context, report: context.progress })
      }
      case 'predict':
        return await inference.predict(message.request, context)
      case 'features':
        return await inference.features(message.request, context)
      case 'neighbours':
        return await neighbours(message.request, context)
      case 'augment':
        return await augment(message.request)
      case 'doctor':
        return await doctor(candidates, message.request.only)
      case 'provision':
        return await provision(message.request, context)
    }
  }
}

function toBody(error: unknown): ErrorBody {
  if (error instanceof VitrineError) return error.toBody()
  if (isOutOfMemory(error)) {
    return {
      code: 'TOO_LARGE',
      message:
        'The engine ran out of memory. Choose a smaller batch size or a smaller model. Earlier checkpoints are kept.',
      details: { cause: String(error) }
    }
  }
  return {
    code: 'INTERNAL',
    message: `The engine met a bug: ${error instanceof Error ? error.message : String(error)}`,
    details: { stack: error instanceof Error ? error.stack : undefined }
  }
}

/** What V8, WebAssembly and TensorFlow say when an allocation fails. */
function isOutOfMemory(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error)
  return /array buffer allocation failed|invalid typed array length|out of memory|cannot enlarge memory|\bOOM\b|ResourceExhausted/i.test(
    text
  )
}
