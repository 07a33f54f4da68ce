import type { Graph, Value } from './graph'

/** What a layer's emit rule may ask for besides its inputs. */
export interface Emission {
  readonly g: Graph
  /** Training mode: dropout drops, batch normalization uses the batch's statistics. */
  readonly training: boolean
  /** Reads a weight (`layer/kernel`); each weight has one read node per emission. */
  weight(name: string): Value
  /** Asks for `weight ← value` after the step: moving statistics. */
  assign(name: string, value: Value): void
  /** Two int32 numbers that seed a mask of this layer at this step. */
  maskSeed(layer: string): Value
}
