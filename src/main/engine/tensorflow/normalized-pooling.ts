import type { LayerShapes } from '@shared/domain/models/shapes'
import { soleReaders } from '../sole-readers'
import { attr } from './attributes'
import type { Emission } from './emission'
import type { Value } from './graph'
import { outputOf } from './graph'
import { emitLayer } from './layers'
import { binary, float, floatType, ints } from './ops'

/** By the name of a max pooling, the batch normalization whose result it alone reads. */
export function normalizedPoolings(layers: readonly LayerShapes[]): ReadonlyMap<string, LayerShapes> {
  const readers = soleReaders(layers)
  const found = new Map<string, LayerShapes>()
  for (const place of layers) {
    const reader = readers.get(place.layer.name)
    if (place.layer.class_name === 'BatchNormalization' && reader?.class_name === 'MaxPooling2D')
      found.set(reader.name, place)
  }
  return found
}

/**
 * Max pooling of what batch normalization makes of its input, in prediction. There normalization is one line for each
 * channel: where every line rises (every gamma above zero) the greatest value stays the greatest, bit for bit, and
 * normalization can wait until fewer values are left, mostly a quarter. A level one makes no number of an infinite value,
 * and which of them pooling meets would depend on the order. Each call looks at gamma, since training changes it.
 */
export function emitNormalizedPooling(
  e: Emission,
  normalization: LayerShapes,
  pooling: LayerShapes,
  inputs: readonly Value[]
): Value {
  const { g } = e
  const { layer } = normalization
  const [x] = inputs
  if (!x || layer.class_name !== 'BatchNormalization') throw new Error(`${layer.name} normalizes nothing`)
  const normalized = (value: Value): Value => emitLayer(e, normalization, [value])
  const pooled = (value: Value): Value => emitLayer(e, pooling, [value])
  if (!layer.scale) return normalized(pooled(x))

  const rising = binary(g, 'Greater', e.weight(`${layer.name}/gamma`), float(g, 0))
  const overChannels = { Tidx: attr.type('int32'), keep_dims: attr.bool(false) }
  const allRise = g.op('All', [rising, ints(g, [0])], overChannels, { shape: [], dtype: 'bool' })
  const branches = g.node('Switch', [x, allRise], floatType, [{ shape: x.shape }, { shape: x.shape }])
  const results = [pooled(normalized(outputOf(branches, 0))), normalized(pooled(outputOf(branches, 1)))]
  const { shape } = results[0] ?? x
  return outputOf(
    g.node('Merge', results, { ...floatType, N: attr.int(2) }, [{ shape }, { shape: [], dtype: 'int32' }])
  )
}
