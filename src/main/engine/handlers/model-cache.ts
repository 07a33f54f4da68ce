import type { Inference } from '@shared/contract/engine'
import { defaultTraining } from '@shared/contract/training'
import type { ObjectStore } from '../../files/objects'
import type { Backend, CompiledModel } from '../backend'
import { decodeWeights, readWeightsFile } from '../weights-file'

/** Compiled models of the latest predictions: correcting a box asks the same models again and again. */
export interface ModelCache {
  get(request: Inference, store: ObjectStore, backend: Backend): Promise<CompiledModel>
}

/** As many as are compared side by side at most times. */
const KEPT = 6

export function createModelCache(): ModelCache {
  const models = new Map<string, CompiledModel>()
  return {
    async get(request, store, backend) {
      const { model, weights } = request
      // A file, such as a checkpoint of a run that goes on, may change: only objects are kept.
      if ('file' in weights) {
        models.get(weights.file)?.dispose()
        models.delete(weights.file)
      }
      const key = 'file' in weights ? weights.file : JSON.stringify([backend.name, weights.object, model])
      const compiled = models.get(key) ?? (await compileFor(request, store, backend))
      models.delete(key)
      models.set(key, compiled)
      for (const [oldest, unused] of models) {
        if (models.size <= KEPT) break
        models.delete(oldest)
        unused.dispose()
      }
      return compiled
    }
  }
}

async function compileFor({ model, weights }: Inference, store: ObjectStore, backend: Backend): Promise<CompiledModel> {
  const file =
    'file' in weights
      ? await readWeightsFile(weights.file)
      : decodeWeights(await store.read(weights.object), `object ${weights.object.slice(0, 12)}`)
  const compiled = await backend.compile(model, { ...defaultTraining, augmentation: [] })
  // A checkpoint holds the optimizer's slots too.
  await compiled.setWeights(file.tensors.filter(tensor => !tensor.name.startsWith('optimizer/')))
  return compiled
}
