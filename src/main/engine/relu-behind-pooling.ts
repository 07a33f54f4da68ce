import type { Layer } from '@shared/contract/model'
import type { LayerShapes } from '@shared/domain/models/shapes'
import { soleReaders } from './sole-readers'

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
  const readers = soleReaders(layers)
  const waiting = new Set<string>()
  const pooling = new Set<string>()
  for (const { layer } of layers) {
    const reader = readers.get(layer.name)
    if (reader?.class_name !== 'MaxPooling2D') continue
    if (!('activation' in layer) || layer.activation !== 'relu') continue
    waiting.add(layer.name)
    pooling.add(reader.name)
  }
  return {
    layerOf: layer => ('activation' in layer && waiting.has(layer.name) ? { ...layer, activation: 'linear' } : layer),
    endsInRelu: layer => pooling.has(layer.name)
  }
}
