import type { Layer } from '@shared/contract/model'
import type { LayerShapes } from '@shared/domain/models/shapes'

/** How training may run the layers. */
export interface TrainingOrder {
  /** The layer as it is to be run: without its ReLU where that waits. */
  layerOf(layer: Layer): Layer
  /** True for a max pooling whose result is still to pass the ReLU of the layer before. */
  endsInRelu(layer: Layer): boolean
}

/**
 * Lets ReLU wait until after the max pooling that alone reads it: max(relu(x)) is relu(max(x)), and so are their
 * gradients, bit for bit. Behind the pooling, ReLU and its gradient have fewer values to pass over, mostly a quarter.
 */
export function reluBehindPooling(layers: readonly LayerShapes[]): TrainingOrder {
  const readers = new Map<string, Layer[]>()
  for (const { layer, inputs } of layers)
    for (const name of inputs) readers.set(name, [...(readers.get(name) ?? []), layer])
  const waiting = new Set<string>()
  const pooling = new Set<string>()
  for (const { layer } of layers) {
    const [reader, ...others] = readers.get(layer.name) ?? []
    if (reader?.class_name !== 'MaxPooling2D' || others.length > 0) continue
    if (!('activation' in layer) || layer.activation !== 'relu') continue
    waiting.add(layer.name)
    pooling.add(reader.name)
  }
  return {
    layerOf: layer => ('activation' in layer && waiting.has(layer.name) ? { ...layer, activation: 'linear' } : layer),
    endsInRelu: layer => pooling.has(layer.name)
  }
}
