import { freemem } from 'node:os'
import { dirname } from 'node:path'
import { engineRoot } from '../../../../bin/provision/engine-release.mjs'
import type { Backend } from '../backend'
import { loadBinding } from './binding'
import { compileModel } from './compiled-model'
import type { TensorflowModel } from './compiled-model'
import { cardNote, describeDevice } from './device'

export interface TensorflowOptions {
  /** A folder made by “vitrine engine install”. */
  readonly root: string
  readonly threads: number
}

/** The TensorFlow back end. Throws ENGINE_FAILED when the library can't be loaded. */
export function createTensorflowBackend({ root, threads }: TensorflowOptions): Backend {
  const binding = loadBinding(root, threads)
  const gpu = binding.isUsingGpuDevice()
  const note = cardNote(gpu, root === engineRoot({ cacheDir: dirname(dirname(root)), gpu: true }))
  const live = new Set<TensorflowModel>()
  return {
    name: 'tensorflow',
    info: () => ({
      ...{ name: 'tensorflow', version: binding.TF_Version, threads, ...describeDevice(gpu) },
      ...(note !== null && { note })
    }),
    async compile(model, options) {
      // On a card images are fed: its gather kernel for bytes is unproven. Else a quarter of what is free may be doubled.
      const residentLimit = gpu ? 0 : freemem() / 4
      const compiled = compileModel({ binding, model, options, residentLimit, onDispose: gone => live.delete(gone) })
      live.add(compiled)
      return compiled
    },
    memory: () => ({
      tensors: binding.getNumOfTensors(),
      bytes: [...live].reduce((sum, compiled) => sum + compiled.bytes(), 0)
    })
  }
}
