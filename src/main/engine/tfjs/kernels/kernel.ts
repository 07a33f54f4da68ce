import * as tf from '@tensorflow/tfjs-core'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'

/** What a kernel of the wasm back end is called with. */
export interface KernelCall<Inputs, Attributes> {
  readonly inputs: Inputs
  readonly attrs: Attributes
  readonly backend: BackendWasm
}

type Kernel = (call: KernelCall<object, object>) => tf.TensorInfo
const shipped = new Map<string, Kernel>()

/** Puts `kernel` in the place of the wasm back end's own one, which stays reachable by `runKernel`. */
export function replaceKernel<Inputs extends object, Attributes extends object>(
  kernelName: string,
  kernel: (call: KernelCall<Inputs, Attributes>) => tf.TensorInfo
): void {
  const old = tf.getKernel(kernelName, 'wasm')
  if (old) {
    const original = storedKernel(kernelName)
    if (original) shipped.set(kernelName, original)
    tf.unregisterKernel(kernelName, 'wasm')
  }
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    // Stored under one loose type, as in storedKernel.
    kernelFunc: kernel as unknown as tf.KernelFunc,
    ...(old?.setupFunc && { setupFunc: old.setupFunc }),
    ...(old?.disposeFunc && { disposeFunc: old.disposeFunc })
  })
}

/** Runs a kernel as it was shipped. */
export function runKernel(kernelName: string, backend: BackendWasm, inputs: object, attrs: object = {}): tf.TensorInfo {
  const kernel = shipped.get(kernelName) ?? storedKernel(kernelName)
  if (!kernel) throw new Error(`the wasm back end has no kernel ${kernelName}`)
  return kernel({ inputs, attrs, backend })
}

function storedKernel(kernelName: string): Kernel | undefined {
  // Kernels are stored under one loose type; those used here have a single output.
  return tf.getKernel(kernelName, 'wasm')?.kernelFunc as unknown as Kernel | undefined
}

export function transpose(backend: BackendWasm, x: tf.TensorInfo, perm: readonly number[]): tf.TensorInfo {
  return runKernel('Transpose', backend, { x }, { perm })
}

export function release(backend: BackendWasm, ...tensors: readonly tf.TensorInfo[]): void {
  for (const tensor of tensors) backend.disposeData(tensor.dataId)
}

/** The tensor's float32 values on the heap; no allocation may happen while it is in use, as the heap may move. */
export function heapValues(backend: BackendWasm, tensor: tf.TensorInfo): Float32Array {
  const values = backend.typedArrayFromHeap(tensor)
  if (values instanceof Float32Array) return values
  throw new Error(`a float32 tensor is needed, not ${tensor.dtype}`)
}
