import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, join, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
// For its side effect: the gradients of all operations, which the core's own Node bundle leaves out.
import '@tensorflow/tfjs-layers'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { VitrineError } from '@shared/contract/errors'
import { createAugmenter } from '../augment/augment'
import type { Backend } from '../backend'
import { compileForTfjs } from './compiled-model'
import { correctWasmKernels } from './kernels/wasm-kernels'

/** The portable back ends: `wasm` trains everywhere with one thread, `cpu` is plain JavaScript and judges the others. */
export async function createTfjsBackend(name: 'cpu' | 'wasm'): Promise<Backend> {
  tf.enableProdMode()
  if (name === 'wasm') {
    correctWasmKernels()
    setWasmPaths(join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')), sep))
  }
  if (!(await tf.setBackend(name))) {
    throw new VitrineError('ENGINE_FAILED', `TensorFlow.js could not start its ${name} back end on this machine.`)
  }
  return {
    name,
    info: () => ({
      name,
      version: `TensorFlow.js ${tf.version_core}`,
      device: `${cpus()[0]?.model.trim() ?? 'CPU'}, ${name === 'wasm' ? 'WebAssembly SIMD' : 'JavaScript'}`,
      deviceMemory: null,
      driver: null,
      threads: 1
    }),
    async compile(model, options) {
      const augmenter = createAugmenter(options.augmentation, options.seed, model.input_shape)
      const plain = options.augmentation.length === 0
      return compileForTfjs(
        name,
        model,
        options,
        plain ? null : (batch, count, step) => augmenter.apply(batch, { step, count })
      )
    },
    memory() {
      const { numTensors, numBytes } = tf.memory()
      return { tensors: numTensors, bytes: numBytes }
    }
  }
}
