import type { LayerShapes } from '@shared/domain/models/shapes'
import type { Shape } from './attributes'
import { emitModel } from './emit-model'
import type { Graph, Value } from './graph'
import { names } from './graph-names'
import { identity, scaledBytes } from './ops'
import { createReader } from './variables'
import type { Variable } from './variables'

/** Emits the forward pass in inference mode; returns what enters each layer. */
export function emitPrediction(
  g: Graph,
  layers: readonly LayerShapes[],
  inputShape: Shape,
  weights: ReadonlyMap<string, Variable>
): ReadonlyMap<string, Value> {
  const scaled = scaledBytes(g, g.placeholder(names.predictBytes, 'uint8', [null, ...inputShape]), names.predictX)
  // A value can't be fed and fetched in one call: `features` of the first layer asks for what goes in.
  const x = identity(g, scaled)
  const refuse = (): never => {
    throw new Error('prediction neither changes a weight nor drops anything')
  }
  const { output, entering } = g.scope('predict', () =>
    emitModel({ g, training: false, weight: createReader(g, weights), assign: refuse, maskSeed: refuse }, layers, x)
  )
  identity(g, output, { name: names.predictY })
  return entering
}
