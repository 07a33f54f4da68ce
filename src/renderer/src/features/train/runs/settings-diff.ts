import type { Run } from '@shared/contract/runs'

export interface DifferingSetting {
  /** Keras's name, dotted: `optimizer.learning_rate`. */
  readonly name: string
  /** One per run, in their order; null = the run has no such setting. */
  readonly values: readonly (string | null)[]
}

type Flat = ReadonlyMap<string, string>

function flatten(value: unknown, path: string, into: Map<string, string>): void {
  const isBranch = typeof value === 'object' && value !== null && Object.keys(value).length > 0
  if (!isBranch) return void into.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  // A list of layers is read by their names, so that one more in front doesn't shift the others.
  for (const [key, part] of Object.entries(value)) {
    const named = typeof part === 'object' && part !== null && 'class_name' in part ? String(part.class_name) : key
    flatten(part, path === '' ? named : `${path}.${named}`, into)
  }
}

function settingsOf({ training, modelName, datasetId, startFrom, parameters, engine }: Run): Flat {
  const flat = new Map<string, string>()
  flatten(
    { model: modelName, parameters, dataset: datasetId, startFrom, ...training, used: engine?.backend ?? null },
    '',
    flat
  )
  return flat
}

/** What differs between runs, setting by setting; what all share is left out. */
export function diffSettings(runs: readonly Run[]): readonly DifferingSetting[] {
  const flats = runs.map(settingsOf)
  const names = [...new Set(flats.flatMap(flat => [...flat.keys()]))]
  return names
    .map(name => ({ name, values: flats.map(flat => flat.get(name) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1)
}
