import { createRequire } from 'node:module'
import { join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { bindingName, tensorflowVersion } from '../../../../bin/provision/engine-release.mjs'

/** The part of tfjs-node's native addon that we call; the numbers are ids of tensors and sessions that it holds. */
export interface Binding {
  readonly TF_Version: string
  /** Borrows `data` until the tensor is deleted: it must not change before. */
  createTensor(shape: readonly number[], dtype: number, data: ArrayBufferView): number
  deleteTensor(id: number): void
  /** A copy. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  loadSavedModel(directory: string, tags: string): number
  runSavedModel(session: number, inputs: readonly number[], inputNames: string, outputNames: string): { id: number }[]
  deleteSavedModel(session: number): void
  isUsingGpuDevice(): boolean
  getNumOfTensors(): number
  getNumOfSavedModels(): number
}

const isBinding = (value: unknown): value is Binding =>
  typeof value === 'object' && value !== null && 'runSavedModel' in value && 'TF_Version' in value

let loaded: { readonly root: string; readonly binding: Binding } | null = null

/**
 * Loads TensorFlow from a provisioned folder, once per process: its thread pools are sized when it loads.
 * Throws ENGINE_FAILED when the library can't be loaded.
 */
export function loadBinding(root: string, threads: number): Binding {
  if (loaded?.root === root) return loaded.binding
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads)
  // Every op uses all threads by itself; two at a time on two cores get into each other's way (3 to 5 % of the work).
  process.env['TF_NUM_INTEROP_THREADS'] ??= String(Math.max(1, threads >> 1))
  // Without it TensorFlow takes all of a card's memory, also that of the window's own graphics.
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'
  let binding: unknown
  try {
    // A native addon can only be required.
    binding = createRequire(import.meta.url)(join(root, bindingName))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new VitrineError(
      'ENGINE_FAILED',
      `TensorFlow could not be loaded (${reason}). Install the engine again, or train with wasm.`,
      { root },
      { cause: error }
    )
  }
  const checked = checkBinding(binding, root)
  loaded = { root, binding: checked }
  return checked
}

/** Throws ENGINE_FAILED for what is no such addon, UNSUPPORTED for one on another release of TensorFlow than was tested. */
export function checkBinding(loaded: unknown, root: string): Binding {
  if (!isBinding(loaded))
    throw new VitrineError(
      'ENGINE_FAILED',
      `${root} does not hold tfjs-node’s addon. Run “vitrine engine install” to install it again, or train with wasm.`
    )
  const release = (version: string): string => version.split('.', 2).join('.')
  if (release(loaded.TF_Version) === release(tensorflowVersion)) return loaded
  throw new VitrineError(
    'UNSUPPORTED',
    `${root} holds TensorFlow ${loaded.TF_Version}, and this Vitrine works with ${release(tensorflowVersion)}. Run “vitrine engine uninstall” and “vitrine engine install”, or train with wasm.`,
    { found: loaded.TF_Version, wanted: tensorflowVersion }
  )
}
