import type { Augmenter } from '../augment/augment'
import type { ImageShape, Tint } from '../augment/stages'
import { groundLimit, stageWidth } from '../augment/stages'
import { attr } from './attributes'
import type { Graph, Value } from './graph'
import { add, binary, cast, compare, float, floats, ints, multiply, reduce, reshape, scale, split } from './ops'
import { subtract } from './ops'

/** Counts 0 … size − 1 along one axis of a `[1, height, width, 1]` plane. */
const ramp = (g: Graph, size: number, axis: 1 | 2): Value =>
  floats(
    g,
    Float32Array.from({ length: size }, (_, i) => i),
    axis === 1 ? [1, size, 1, 1] : [1, 1, size, 1]
  )

/** 1 on the rows (or columns) from `start` up to `end`, else 0. */
function inside(g: Graph, size: number, axis: 1 | 2, start: Value, end: Value): Value {
  const position = ramp(g, size, axis)
  return multiply(g, compare(g, 'GreaterEqual', position, start), compare(g, 'Less', position, end))
}

function noiseOf(g: Graph, table: Value, place: Value, shape: ImageShape): Value {
  const size = shape[0] * shape[1] * shape[2]
  const offsets = ints(
    g,
    Array.from({ length: size }, (_, i) => i),
    [1, ...shape]
  )
  const indices = binary(g, 'AddV2', cast(g, place, 'int32'), offsets)
  const attributes = { Tparams: attr.type('float32'), Tindices: attr.type('int32'), Taxis: attr.type('int32') }
  const axis = g.constant({ dtype: 'int32', shape: [], data: new Uint8Array(4) })
  return g.op('GatherV2', [table, indices, axis], attributes, { shape: indices.shape })
}

function emitTint(
  g: Graph,
  x: Value,
  tint: Tint,
  own: readonly Value[],
  shape: ImageShape,
  noise: Float32Array
): Value {
  const [first, left, bottom, right] = own
  if (!first) throw new Error(`${tint.class_name} has no parameters`)
  switch (tint.class_name) {
    case 'RandomContrast': {
      const mean = reduce(g, 'Mean', x, [1, 2], true)
      const stretched = add(g, multiply(g, subtract(g, x, mean), first), mean)
      return binary(g, 'Minimum', binary(g, 'Maximum', stretched, float(g, 0)), float(g, 1))
    }
    case 'GaussianNoise':
      return add(g, x, scale(g, noiseOf(g, floats(g, noise), first, shape), tint.stddev))
    case 'RandomCutout': {
      if (!left || !bottom || !right) throw new Error('RandomCutout has four parameters')
      const hole = multiply(g, inside(g, shape[0], 1, first, bottom), inside(g, shape[1], 2, left, right))
      return multiply(g, x, subtract(g, float(g, 1), hole))
    }
    case 'RandomPolarity':
      return add(g, first, multiply(g, x, subtract(g, float(g, 1), scale(g, first, 2))))
    case 'RandomBackground': {
      const brightest = reduce(g, 'Max', x, [3], true)
      const ground = binary(g, 'Maximum', subtract(g, float(g, 1), scale(g, brightest, 1 / groundLimit)), float(g, 0))
      return add(g, x, multiply(g, first, ground))
    }
  }
}

/** Emits the augmenter's stages; `parameters` is what its `draw` gives, `[batch, parameterWidth]`. */
export function emitAugmentation(
  g: Graph,
  x: Value,
  parameters: Value,
  augmenter: Augmenter,
  shape: ImageShape
): Value {
  const batch = x.shape[0] ?? null
  const parts = split(g, parameters, augmenter.stages.map(stageWidth))
  return augmenter.stages.reduce((image, stage, i) => {
    const own = parts[i]
    if (!own) throw new Error('a stage without parameters')
    if (stage.kind === 'warp') {
      const attributes = {
        dtype: attr.type('float32'),
        interpolation: attr.string('BILINEAR'),
        fill_mode: attr.string('REFLECT')
      }
      const size = ints(g, [shape[0], shape[1]])
      return g.op('ImageProjectiveTransformV3', [image, own, size, float(g, 0)], attributes, { shape: image.shape })
    }
    const width = stageWidth(stage)
    const columns = width === 1 ? [own] : split(g, own, Array<number>(width).fill(1))
    const perImage = columns.map(column => reshape(g, column, [batch, 1, 1, 1]))
    return emitTint(g, image, stage.tint, perImage, shape, augmenter.noise)
  }, x)
}
