import type { Layer, Model } from '../../contract/model.ts'

/** The model without its last `count` layers. Throws a RangeError when none would be left. */
export function popLayers(model: Model, count: number): Model {
  if (!Number.isInteger(count) || count < 0 || count >= model.layers.length) {
    throw new RangeError(`Between 0 and ${model.layers.length - 1} layers can be popped, not ${count}.`)
  }
  return { ...model, layers: model.layers.slice(0, model.layers.length - count) }
}

/** All layers frozen: their weights stay, batch normalisation uses its moving statistics. */
function freezeAll(model: Model): Model {
  return { ...model, layers: model.layers.map(layer => ({ ...layer, trainable: false })) }
}

/** The layer of that name and all after it trainable, those before it as they are. Throws a RangeError for an unknown name. */
export function unfreezeFrom(model: Model, name: string): Model {
  const first = model.layers.findIndex(layer => layer.name === name)
  if (first < 0) throw new RangeError(`The model has no layer "${name}".`)
  return { ...model, layers: model.layers.map((layer, at) => (at < first ? layer : { ...layer, trainable: true })) }
}

/** Layers put behind the model; names that are taken get a number, so that a new head never inherits old weights by name. */
function appendLayers(model: Model, head: readonly Layer[]): Model {
  const taken = new Set(model.layers.map(layer => layer.name))
  const renamed = new Map<string, string>()
  const added = head.map(layer => {
    const name = freeName(layer.name, taken)
    taken.add(name)
    renamed.set(layer.name, name)
    const inputs = layer.inputs?.map(input => renamed.get(input) ?? input)
    return { ...layer, name, ...(inputs && { inputs }) }
  })
  return { ...model, layers: [...model.layers, ...added] }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  let number = 1
  while (taken.has(`${name}_${number}`)) number++
  return `${name}_${number}`
}

/** What becomes of a base model in transfer learning. */
export interface TransferPlan {
  /** Layers taken off the end. */
  readonly pop: number
  /** First layer of what is kept that is trained on; null = all frozen. */
  readonly unfreezeFrom: string | null
  readonly head: readonly Layer[]
  readonly name: string
}

/** Transfer learning: pop, freeze, unfreeze from a layer on, new head. Kept layers keep their names, hence their weights. */
export function transferModel(base: Model, plan: TransferPlan): Model {
  const kept = freezeAll(popLayers(base, plan.pop))
  const opened = plan.unfreezeFrom === null ? kept : unfreezeFrom(kept, plan.unfreezeFrom)
  // A popped layer's name must not return in the head either: its weights would be loaded into it.
  const popped = new Set(base.layers.slice(base.layers.length - plan.pop).map(layer => layer.name))
  const head = plan.head.map(layer => (popped.has(layer.name) ? { ...layer, name: `head_${layer.name}` } : layer))
  return { ...appendLayers(opened, head), name: plan.name }
}

/** The model for another number of classes: its last layer with weights gets as many outputs. */
export function withClasses(model: Model, classes: number): Model {
  const at = model.layers.findLastIndex(layer => layer.class_name === 'Dense' || layer.class_name === 'Conv2D')
  return {
    ...model,
    layers: model.layers.map((layer, index) => {
      if (index !== at) return layer
      if (layer.class_name === 'Dense') return { ...layer, units: classes }
      return layer.class_name === 'Conv2D' ? { ...layer, filters: classes } : layer
    })
  }
}
