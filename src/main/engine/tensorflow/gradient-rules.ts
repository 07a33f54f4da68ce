import type { Attributes, Shape } from './attributes'
import { attr } from './attributes'
import type { Graph, GraphNode, Value } from './graph'
import { outputOf } from './graph'
import { broadcastTo, divide, float, floatType, int, ints, matmul, multiply, reduce } from './ops'
import { reshape, reshapeLike, shapeOf, subtract } from './ops'

export interface RuleArguments {
  readonly g: Graph
  readonly node: GraphNode
  /** Gradient of the loss by the node's first output; only that one may be differentiated through. */
  readonly dy: Value
  /** Which inputs' gradients are asked for; work for others is left out. */
  readonly wanted: readonly boolean[]
}

/** Gradients by the node's inputs, in their order; absent where there is none. */
export type GradientRule = (args: RuleArguments) => readonly (Value | undefined)[]

function inputOf(node: GraphNode, index: number): Value {
  const value = node.inputs[index]
  if (!value) throw new Error(`${node.op} ${node.name} has no input ${index}`)
  return value
}

const pick = (attributes: Attributes, ...keys: string[]): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => keys.includes(key)))

const convolution =
  (inputGradient: string, filterGradient: string): GradientRule =>
  ({ g, node, dy, wanted }) => {
    const x = inputOf(node, 0)
    const w = inputOf(node, 1)
    const attributes = pick(node.attributes, 'T', 'strides', 'padding', 'data_format', 'dilations')
    return [
      wanted[0] ? g.op(inputGradient, [shapeOf(g, x), w, dy], attributes, { shape: x.shape }) : undefined,
      wanted[1] ? g.op(filterGradient, [x, shapeOf(g, w), dy], attributes, { shape: w.shape }) : undefined
    ]
  }

/** Max pooling's gradient puts each value in one place of its window: summed over the image, it is what it was made of. */
const beforeSpreading = (dy: Value): Value => (dy.node.op === 'MaxPoolGrad' ? inputOf(dy.node, 2) : dy)

/** For activations whose gradient op takes (output, dy). */
const fromOutput =
  (op: string): GradientRule =>
  ({ g, node, dy }) => [g.op(op, [outputOf(node), dy], floatType, { shape: dy.shape })]

/** For activations whose gradient op takes (dy, output). */
const rectifier =
  (op: string): GradientRule =>
  ({ g, node, dy }) => [g.op(op, [dy, outputOf(node)], floatType, { shape: dy.shape })]

/** Sums `dy` over the axes along which an operand of this shape was repeated. */
function unbroadcast(g: Graph, dy: Value, operand: Value): Value {
  const lead = dy.shape.length - operand.shape.length
  const axes = dy.shape.flatMap((size, i) => (i < lead || (operand.shape[i - lead] === 1 && size !== 1) ? [i] : []))
  return axes.length === 0 ? dy : reshapeLike(g, reduce(g, 'Sum', dy, axes), operand)
}

const windowKeys = ['T', 'ksize', 'strides', 'padding', 'data_format'] as const

const resizeGradient =
  (op: string): GradientRule =>
  ({ g, node, dy }) => {
    const x = inputOf(node, 0)
    const attributes = pick(node.attributes, 'T', 'align_corners', 'half_pixel_centers')
    // Bilinear takes the input itself, nearest only its height and width.
    const sizes = x.shape.slice(1, 3).map(size => size ?? -1)
    const second = op === 'ResizeBilinearGrad' ? x : ints(g, sizes)
    return [g.op(op, [dy, second], attributes, { shape: x.shape })]
  }

/**
 * Reverse-mode rules by op, made of TensorFlow's own gradient kernels. Every one is checked against finite differences
 * in gradients.test.ts.
 */
export const gradientRules: Readonly<Record<string, GradientRule>> = {
  Conv2D: convolution('Conv2DBackpropInput', 'Conv2DBackpropFilter'),
  DepthwiseConv2dNative: convolution('DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'),
  BiasAdd: ({ g, node, dy, wanted }) => [
    dy,
    wanted[1]
      ? g.op(
          'BiasAddGrad',
          [beforeSpreading(dy)],
          { ...floatType, data_format: attr.string('NHWC') },
          { shape: inputOf(node, 1).shape }
        )
      : undefined
  ],
  MatMul: ({ g, node, dy, wanted }) => [
    wanted[0] ? matmul(g, dy, inputOf(node, 1), false, true) : undefined,
    wanted[1] ? matmul(g, inputOf(node, 0), dy, true, false) : undefined
  ],
  Relu: rectifier('ReluGrad'),
  Relu6: rectifier('Relu6Grad'),
  // From the output, whose sign is the input's: where the gradient asks for the input, TensorFlow's fusing of convolution,
  // bias and activation drops that node all the same and then gives up on the whole graph.
  LeakyRelu: ({ g, node, dy }) => [
    g.op('LeakyReluGrad', [dy, outputOf(node)], pick(node.attributes, 'T', 'alpha'), { shape: dy.shape })
  ],
  Sigmoid: fromOutput('SigmoidGrad'),
  Tanh: fromOutput('TanhGrad'),
  Softmax: ({ g, node, dy }) => {
    const y = outputOf(node)
    const projected = reduce(g, 'Sum', multiply(g, dy, y), [y.shape.length - 1], true)
    return [multiply(g, subtract(g, dy, projected), y)]
  },
  MaxPool: ({ g, node, dy }) => {
    const x = inputOf(node, 0)
    return [g.op('MaxPoolGrad', [x, outputOf(node), dy], pick(node.attributes, ...windowKeys), { shape: x.shape })]
  },
  AvgPool: ({ g, node, dy }) => {
    const x = inputOf(node, 0)
    return [g.op('AvgPoolGrad', [shapeOf(g, x), dy], pick(node.attributes, ...windowKeys), { shape: x.shape })]
  },
  /** Global average pooling: over height and width, which are known. */
  Mean: ({ g, node, dy }) => {
    const x = inputOf(node, 0)
    const [batch = null, height, width, channels = null] = x.shape
    if (!height || !width) throw new Error('a mean over an unknown size')
    const spread: Shape = [batch, 1, 1, channels]
    return [broadcastTo(g, reshape(g, divide(g, dy, float(g, height * width)), spread), x)]
  },
  Reshape: ({ g, node, dy }) => [reshapeLike(g, dy, inputOf(node, 0))],
  AddV2: ({ g, node, dy }) => node.inputs.map(operand => unbroadcast(g, dy, operand)),
  Mul: ({ g, node, dy, wanted }) =>
    node.inputs.map((operand, i) =>
      wanted[i] ? unbroadcast(g, multiply(g, dy, inputOf(node, 1 - i)), operand) : undefined
    ),
  Pad: ({ g, node, dy }) => {
    const x = inputOf(node, 0)
    const paddings = inputOf(node, 1)
    const index = { Index: attr.type('int32') }
    const column = { shape: [4, 1], dtype: 'int32' } as const
    const top = g.op('Slice', [paddings, ints(g, [0, 0]), ints(g, [4, 1])], { T: attr.type('int32'), ...index }, column)
    return [g.op('Slice', [dy, reshape(g, top, [4]), shapeOf(g, x)], { ...floatType, ...index }, { shape: x.shape })]
  },
  ConcatV2: ({ g, node, dy }) => {
    const parts = node.inputs.slice(0, -1)
    const axis = dy.shape.length - 1
    const sizes = ints(
      g,
      parts.map(part => part.shape[axis] ?? -1)
    )
    const attributes = { ...floatType, Tlen: attr.type('int32'), num_split: attr.int(parts.length) }
    return g.node('SplitV', [dy, sizes, int(g, axis)], attributes, parts).outputs
  },
  ResizeBilinear: resizeGradient('ResizeBilinearGrad'),
  ResizeNearestNeighbor: resizeGradient('ResizeNearestNeighborGrad'),
  /** Training mode gives the gradient through the batch's own statistics, inference mode that of an affine map. */
  FusedBatchNormV3: ({ g, node, dy }) => {
    const x = inputOf(node, 0)
    const gamma = inputOf(node, 1)
    const shape = gamma.shape
    const saved = [outputOf(node, 3), outputOf(node, 4), outputOf(node, 5)]
    const attributes = pick(node.attributes, 'T', 'U', 'epsilon', 'data_format', 'is_training')
    const outputs = [{ shape: x.shape }, { shape }, { shape }, { shape: [0] }, { shape: [0] }]
    return g.node('FusedBatchNormGradV3', [dy, x, gamma, ...saved], attributes, outputs).outputs.slice(0, 3)
  }
}
