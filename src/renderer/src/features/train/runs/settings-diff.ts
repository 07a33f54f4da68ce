import type { Model } from '@shared/contract/model'
import type { Run } from '@shared/contract/runs'
import { describeLayer } from '../model/describe-layer'
import { flattenSettings } from './flat-settings'

export interface DifferingSetting {
  /** Keras's name, dotted: `optimizer.learning_rate`. */
  readonly name: string
  /** One per run, in their order; null = the run has no such setting. */
  readonly values: readonly (string | null)[]
}

type Flat = ReadonlyMap<string, string>

/** A run with what its row only refers to. */
export interface DescribedRun {
  readonly run: Run
  /** `garments, revision 2`. */
  readonly dataset: string
  /** Run that it starts from: `run 3`; null = none. */
  readonly base: string | null
  /** As it was trained; null while it isn't known. */
  readonly model: Model | null
}

function settingsOf({ run, dataset, base }: DescribedRun): Flat {
  const { training, modelName, startFrom, parameters, engine } = run
  const start = 'runId' in startFrom ? { ...startFrom, runId: base ?? startFrom.runId } : startFrom
  return flattenSettings(
    { model: modelName, parameters, dataset, startFrom: start, ...training, used: engine?.backend ?? null },
    ''
  )
}

const differing = (flats: readonly Flat[]): readonly DifferingSetting[] =>
  [...new Set(flats.flatMap(flat => [...flat.keys()]))]
    .map(name => ({ name, values: flats.map(flat => flat.get(name) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1)

/** Layers are paired by name, as their weights are; one that a model lacks, or has of another class, is a single row. */
function diffLayers(models: readonly Model[]): readonly DifferingSetting[] {
  const byName = models.map(({ layers }) => new Map(layers.map(layer => [layer.name, layer])))
  return [...new Set(byName.flatMap(layers => [...layers.keys()]))].flatMap(name => {
    const layers = byName.map(known => known.get(name) ?? null)
    if (new Set(layers.map(layer => layer?.class_name)).size > 1) {
      const values = layers.map(layer => layer && `${layer.class_name} ${describeLayer(layer)}`.trim())
      return [{ name: `layer ${name}`, values }]
    }
    return differing(layers.map(layer => flattenSettings(layer, `layer ${name}`)))
  })
}

/** What differs between runs, setting by setting and layer by layer; what all share is left out. */
export function diffSettings(runs: readonly DescribedRun[]): readonly DifferingSetting[] {
  const models = runs.flatMap(({ model }) => model ?? [])
  const shapes = models.map(({ input_shape }) => new Map([['input_shape', input_shape.join('×')]]))
  return [
    ...differing(runs.map(settingsOf)),
    ...(models.length === runs.length ? [...differing(shapes), ...diffLayers(models)] : [])
  ]
}
