import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { DType } from './attributes'
import { dtypes } from './attributes'
import type { Binding } from './binding'
import type { Graph } from './graph'
import { savedModelBytes } from './saved-model'

export interface Feed {
  /** Reference of the value that is replaced: any of the graph, not only placeholders. */
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  /** Must not change while `run` is at work. */
  readonly data: Float32Array | Int32Array | Uint8Array
}

export type Fetched = Float32Array | Int32Array | Uint8Array

/** A graph loaded into TensorFlow; its variables live as long as it does. */
export interface Session {
  /** Feeds values, runs what the fetches depend on, returns their data. */
  run(feeds: readonly Feed[], fetches: readonly string[]): readonly Fetched[]
  close(): void
}

function load(binding: Binding, graph: Graph): number {
  const directory = mkdtempSync(join(tmpdir(), 'vitrine-graph-'))
  try {
    writeFileSync(join(directory, 'saved_model.pb'), savedModelBytes(graph.nodes))
    return binding.loadSavedModel(directory, 'serve')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** TensorFlow's messages carry node names and source positions: the first line, in words that say what to do. */
function translated(error: unknown): VitrineError {
  const message = error instanceof Error ? error.message : String(error)
  const [line = ''] = message.replace(/^(Session fail to run with error|Failed to load SavedModel): /, '').split('\n')
  if (/OOM|out of memory|failed to allocate|RESOURCE_EXHAUSTED/i.test(message))
    return new VitrineError('ENGINE_FAILED', `Not enough memory for this batch: choose a smaller batch size. (${line})`)
  return new VitrineError('ENGINE_FAILED', `TensorFlow stopped: ${line}`, undefined, { cause: error })
}

export function openSession(binding: Binding, graph: Graph): Session {
  let id: number | null = null
  try {
    id = load(binding, graph)
  } catch (error) {
    throw translated(error)
  }
  return {
    run(feeds, fetches) {
      if (id === null) throw new VitrineError('ENGINE_FAILED', 'The model has been disposed of. Compile it again.')
      const inputs: number[] = []
      const outputs: number[] = []
      try {
        for (const { shape, dtype, data } of feeds) inputs.push(binding.createTensor(shape, dtypes[dtype], data))
        const names = feeds.map(({ name }) => name).join()
        for (const output of binding.runSavedModel(id, inputs, names, fetches.join())) outputs.push(output.id)
        return outputs.map(output => binding.tensorDataSync(output))
      } catch (error) {
        throw translated(error)
      } finally {
        for (const tensor of [...inputs, ...outputs]) binding.deleteTensor(tensor)
      }
    },
    close() {
      if (id !== null) binding.deleteSavedModel(id)
      id = null
    }
  }
}
