import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { replaceFile } from '../../files/atomic-file'
import { realFileSystem, type FileSystem } from '../../files/file-system'
import type { CompiledModel, NamedTensor } from '../backend'
import { readWeightsFile, weightsBytes } from '../weights-file'
import { trainingStateSchema, type TrainingState } from '@shared/contract/checkpoint'
import { parseOrExplain } from '@shared/contract/parse'

export interface Checkpoint {
  readonly weights: readonly NamedTensor[]
  readonly slots: readonly NamedTensor[]
  readonly state: TrainingState
}

/**
 * `best`, `last`, `early-stopping`, `epoch-005`: safetensors files in the run's folder, each replaced as a whole.
 * `last` holds the optimizer's slots too.
 */
export interface CheckpointStore {
  save(name: string, model: CompiledModel, state: TrainingState): Promise<void>
  /** Null when there is none. Throws CORRUPT for a damaged one. */
  load(name: string): Promise<Checkpoint | null>
}

const SLOT = 'optimizer/'

export function createCheckpointStore(runFolder: string, fileSystem: FileSystem = realFileSystem): CheckpointStore {
  const folder = join(runFolder, 'checkpoints')
  const path = (name: string) => join(folder, `${name}.safetensors`)
  return {
    async save(name, model, state) {
      await mkdir(folder, { recursive: true })
      // Only `last` is resumed from; the others are for their weights, and slots would triple them.
      const slots = name === 'last' ? await model.getOptimizerState() : []
      const named = slots.map(slot => ({ ...slot, name: SLOT + slot.name }))
      const bytes = weightsBytes([...(await model.getWeights()), ...named], { state: JSON.stringify(state) })
      await replaceFile(path(name), handle => handle.writeFile(bytes), fileSystem)
    },

    async load(name) {
      const exists = await stat(path(name)).then(
        () => true,
        () => false
      )
      if (!exists) return null
      const { tensors, metadata } = await readWeightsFile(path(name))
      return {
        weights: tensors.filter(tensor => !tensor.name.startsWith(SLOT)),
        slots: tensors
          .filter(tensor => tensor.name.startsWith(SLOT))
          .map(tensor => ({ ...tensor, name: tensor.name.slice(SLOT.length) })),
        state: parseState(metadata['state'], path(name))
      }
    }
  }
}

function parseState(text: string | undefined, path: string): TrainingState {
  try {
    return parseOrExplain(trainingStateSchema, JSON.parse(text ?? ''), 'The state')
  } catch (cause) {
    throw new VitrineError(
      'CORRUPT',
      `The checkpoint ${path} does not say where its training stood, so it can't be resumed. Start a new run from its weights.`,
      { file: path },
      { cause }
    )
  }
}
