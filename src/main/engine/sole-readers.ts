import type { Layer } from '@shared/contract/model'
import type { LayerShapes } from '@shared/domain/models/shapes'

/** For each layer whose result one layer alone reads, that layer: the two may change places where the values allow it. */
export function soleReaders(layers: readonly LayerShapes[]): ReadonlyMap<string, Layer> {
  const readers = new Map<string, Layer[]>()
  for (const { layer, inputs } of layers)
    for (const name of inputs) readers.set(name, [...(readers.get(name) ?? []), layer])
  const sole = new Map<string, Layer>()
  for (const [name, [reader, ...others]] of readers) if (reader && others.length === 0) sole.set(name, reader)
  return sole
}
