import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Selection } from '@shared/contract/engine'
import type { Model } from '@shared/contract/model'
import type { RunDefinition } from '@shared/contract/runs'
import type { StoredDataset } from '../datasets/datasets-service'
import type { StoredRun } from './run-store'

const countOf = (selection: Selection): number =>
  selection.kind === 'range' ? selection.end - selection.start : selection.count

/** Everything that made a run what it is, and the checkpoints it left in `folder`. */
export async function defineRun(row: StoredRun, dataset: StoredDataset, folder: string): Promise<RunDefinition> {
  const { file } = row
  const names = await readdir(join(folder, 'checkpoints')).catch(() => [])
  const from = file.lineage?.from
  return {
    // Stored after parsing, with every default filled in.
    model: file.model as Model,
    classes: [...file.classes],
    datasetHash: dataset.hash,
    datasetName: dataset.name,
    recipe: dataset.facts.recipe,
    vitrine: file.software?.vitrine ?? null,
    counts: {
      train: countOf(file.data.train),
      validation: file.data.validation ? countOf(file.data.validation) : 0
    },
    initialWeights: file.initialWeights ?? null,
    weights: row.weights,
    startedFrom: typeof from === 'string' ? from : null,
    checkpoints: names.flatMap(name => (name.endsWith('.safetensors') ? [name.slice(0, -12)] : [])).sort()
  }
}

/** The latest lines of a run's log. */
export async function readLog(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'log.txt'), 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-500)
}
