import { availableParallelism } from 'node:os'
import type { EngineUsed } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { EngineName } from '@shared/contract/training'
import { keptOnce } from '@shared/domain/caching/kept-once'
import type { Backend } from './backend'
import { selfTest, type SelfTest } from './self-test'

/** A way to compute that this program knows, whether or not this machine has it. */
export interface Candidate {
  readonly name: EngineName
  /** Throws a VitrineError that says why it is out and what to do. */
  open(): Promise<Backend>
}

/** Best first; `cpu` is the oracle, and only used for training when asked for by name. */
export function knownBackends(env: NodeJS.ProcessEnv = process.env): readonly Candidate[] {
  const threads = Number(env['VITRINE_ENGINE_THREADS']) || availableParallelism()
  return [
    { name: 'tensorflow', open: () => openTensorflow(threads) },
    { name: 'wasm', open: () => openTfjs('wasm') },
    { name: 'cpu', open: () => openTfjs('cpu') }
  ]
}

// Imported when they are needed: a missing or broken library must not keep the others from starting.
async function openTfjs(name: 'wasm' | 'cpu'): Promise<Backend> {
  const { createTfjsBackend } = await import('./tfjs/tfjs-backend')
  return await createTfjsBackend(name)
}

async function openTensorflow(threads: number): Promise<Backend> {
  const { locateTensorflow } = await import('./tensorflow/locate')
  const root = locateTensorflow()
  if (root === null) {
    throw new VitrineError(
      'NOT_FOUND',
      'TensorFlow is not installed. Run “vitrine engine install” to train several times faster.'
    )
  }
  const { createTensorflowBackend } = await import('./tensorflow/tensorflow-backend')
  return createTensorflowBackend({ root, threads })
}

/** What a result says of the engine that computed it. */
export function engineUsed(backend: Backend): EngineUsed {
  const { name, version, device, threads } = backend.info()
  return { backend: name, version, device, threads }
}

export interface BackendReport {
  readonly name: EngineName
  readonly backend: Backend | null
  readonly selfTest: SelfTest | null
  /** Why it is out and what to do, null when it can be used. */
  readonly reason: string | null
}

/** Opens one back end and tests it against the oracle. */
export async function inspectBackend(candidate: Candidate, oracle: Backend): Promise<BackendReport> {
  const { name } = candidate
  try {
    const backend = await candidate.open()
    const tested = name === 'cpu' ? { ok: true, maxError: 0 } : await selfTest(backend, oracle)
    return { name, backend, selfTest: tested, reason: tested.ok ? null : failedTest(name, tested) }
  } catch (error) {
    return { name, backend: null, selfTest: null, reason: error instanceof Error ? error.message : String(error) }
  }
}

function failedTest(name: EngineName, { maxError }: SelfTest): string {
  const found = maxError === null ? 'values that are no numbers' : `error ${maxError.toExponential(1)}`
  return `${name} computes wrong results on this machine (${found} in its self-test), so it is not used. Please report this with the output of “vitrine engine doctor”.`
}

export interface OpenerOptions {
  /** Back ends that ended the engine while they were loaded, with the sentence that says so: not opened again. */
  readonly avoided?: ReadonlyMap<EngineName, string>
  /** Told what is loaded and tested, before each, and null when that is over: a broken library may not survive it. */
  readonly onOpening?: (name: EngineName | null) => void
}

/** The named back end, or the best one; `onPassedOver` is told of each better one why it is not used. */
export type OpenBackend = (name: EngineName | 'auto', onPassedOver?: (reason: string) => void) => Promise<Backend>

interface Opened {
  readonly backend: Backend
  readonly passedOver: readonly string[]
}

/** Opens the named back end, or the best one that passes its self-test. Throws ENGINE_FAILED with the reasons when none does. */
export function createBackendOpener(
  candidates: readonly Candidate[] = knownBackends(),
  { avoided = new Map(), onOpening = () => {} }: OpenerOptions = {}
): OpenBackend {
  const opened = new Map<EngineName | 'auto', Promise<Opened>>()

  async function choose(name: EngineName | 'auto'): Promise<Opened> {
    const oracle = await candidateNamed('cpu').open()
    if (name === 'cpu') return { backend: oracle, passedOver: [] }
    const wanted = name === 'auto' ? candidates.filter(candidate => candidate.name !== 'cpu') : [candidateNamed(name)]
    const reasons: string[] = []
    for (const candidate of wanted) {
      const { backend, reason } = await inspect(candidate, oracle)
      if (backend && reason === null) return { backend, passedOver: reasons }
      reasons.push(reason ?? '')
    }
    throw new VitrineError('ENGINE_FAILED', reasons.join(' '), { engine: name })
  }

  async function inspect(candidate: Candidate, oracle: Backend): Promise<Pick<BackendReport, 'backend' | 'reason'>> {
    const reason = avoided.get(candidate.name)
    if (reason !== undefined) return { backend: null, reason }
    onOpening(candidate.name)
    // The library's code begins with the loading: what is posted has left by then.
    await new Promise(resolve => setImmediate(resolve))
    try {
      return await inspectBackend(candidate, oracle)
    } finally {
      onOpening(null)
    }
  }

  function candidateNamed(name: EngineName): Candidate {
    const found = candidates.find(candidate => candidate.name === name)
    if (!found) throw new VitrineError('UNSUPPORTED', `This program has no engine "${name}".`)
    return found
  }

  return async (name, onPassedOver = () => {}) => {
    // A failure is not kept: the next request may find it mended.
    const { backend, passedOver } = await keptOnce(opened, name, () => choose(name))
    passedOver.forEach(onPassedOver)
    return backend
  }
}
