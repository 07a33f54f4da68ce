import type { Attributes, ConstantValue, DType, Shape } from './attributes'
import { attr } from './attributes'

/** One output of one node. */
export interface Value {
  readonly node: GraphNode
  readonly index: number
  readonly dtype: DType
  readonly shape: Shape
}

export interface GraphNode {
  readonly name: string
  readonly op: string
  readonly inputs: readonly Value[]
  /** Nodes that must have run before. */
  readonly control: readonly GraphNode[]
  readonly attributes: Attributes
  readonly outputs: readonly Value[]
}

export interface OutputSpec {
  readonly shape: Shape
  /** float32 unless stated. */
  readonly dtype?: DType
}

export interface NodeOptions {
  /** Name within the current scope; feeds and fetches go by it. */
  readonly name?: string
  readonly control?: readonly GraphNode[]
}

/** How another node, a feed or a fetch names this value. */
export const referenceOf = (value: Value): string =>
  value.index === 0 ? value.node.name : `${value.node.name}:${value.index}`

/**
 * A static TensorFlow graph under construction. Invariants: nodes stand in topological order (a node is added after its
 * inputs), names are unique and hold neither `,` nor `:`, at which the binding splits its lists of names.
 */
export class Graph {
  readonly nodes: GraphNode[] = []
  readonly #uses = new Map<string, number>()
  readonly #constants = new Map<string, Value>()
  #scope = ''

  /** Prefixes the names of all nodes that `build` adds. */
  scope<Result>(name: string, build: () => Result): Result {
    const outer = this.#scope
    this.#scope = `${outer}${name}/`
    try {
      return build()
    } finally {
      this.#scope = outer
    }
  }

  #unique(name: string): string {
    const uses = this.#uses.get(name) ?? 0
    this.#uses.set(name, uses + 1)
    return uses === 0 ? name : `${name}_${uses}`
  }

  node(
    op: string,
    inputs: readonly Value[],
    attributes: Attributes,
    outputs: readonly OutputSpec[],
    options: NodeOptions = {}
  ): GraphNode {
    const values: Value[] = []
    const node: GraphNode = {
      name: this.#unique(this.#scope + (options.name ?? op)),
      op,
      inputs,
      control: options.control ?? [],
      attributes,
      outputs: values
    }
    for (const { shape, dtype } of outputs)
      values.push({ node, index: values.length, dtype: dtype ?? 'float32', shape })
    this.nodes.push(node)
    return node
  }

  /** Adds a node with one output and returns that. */
  op(
    op: string,
    inputs: readonly Value[],
    attributes: Attributes,
    output: OutputSpec,
    options: NodeOptions = {}
  ): Value {
    return outputOf(this.node(op, inputs, attributes, [output], options))
  }

  /** A constant; equal ones share a node. */
  constant(value: ConstantValue): Value {
    const key = `${value.dtype}|${value.shape.join()}|${Buffer.from(value.data).toString('base64')}`
    const known = this.#constants.get(key)
    if (known) return known
    const attributes = { dtype: attr.type(value.dtype), value: attr.tensor(value) }
    const outer = this.#scope
    this.#scope = ''
    const created = this.op('Const', [], attributes, { shape: value.shape, dtype: value.dtype })
    this.#scope = outer
    this.#constants.set(key, created)
    return created
  }

  placeholder(name: string, dtype: DType, shape: Shape): Value {
    return this.op('Placeholder', [], { dtype: attr.type(dtype), shape: attr.shape(shape) }, { shape, dtype }, { name })
  }
}

/** The value of output `index`; a node without it is a mistake of the emitter. */
export function outputOf(node: GraphNode, index = 0): Value {
  const value = node.outputs[index]
  if (!value) throw new Error(`${node.op} ${node.name} has no output ${index}`)
  return value
}
