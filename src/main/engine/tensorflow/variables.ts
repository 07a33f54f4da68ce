import type { DType } from './attributes'
import { attr } from './attributes'
import type { Graph, GraphNode, NodeOptions, Value } from './graph'
import { names } from './graph-names'

/** A tensor that stays in TensorFlow between calls. */
export interface Variable {
  /** Ours: `conv2d/kernel`, `adam/m/conv2d/kernel`. In the graph it goes by `id`: layer names are the user's. */
  readonly name: string
  readonly id: string
  /** Null where it changes with what is assigned. */
  readonly shape: readonly number[] | null
  readonly dtype: DType
  readonly handle: Value
}

export function createVariable(
  g: Graph,
  id: string,
  name: string,
  shape: readonly number[] | null,
  dtype: DType = 'float32'
): Variable {
  const attributes = {
    dtype: attr.type(dtype),
    shape: attr.shape(shape),
    shared_name: attr.string(id),
    container: attr.string('')
  }
  const handle = g.op('VarHandleOp', [], attributes, { shape: [], dtype: 'resource' }, { name: id })
  return { name, id, shape, dtype, handle }
}

const readVariable = (g: Graph, variable: Variable, options: NodeOptions = {}): Value =>
  g.op(
    'ReadVariableOp',
    [variable.handle],
    { dtype: attr.type(variable.dtype) },
    { shape: variable.shape ?? [], dtype: variable.dtype },
    options
  )

export const assignVariable = (g: Graph, variable: Variable, value: Value): GraphNode =>
  g.node(
    'AssignVariableOp',
    [variable.handle, value],
    { dtype: attr.type(variable.dtype), validate_shape: attr.bool(false) },
    []
  )

/**
 * Assigns a value that was fed. A fed tensor borrows a JavaScript array, and assigning keeps the tensor: training would
 * then write into that array, and a thread of TensorFlow's would release it, which only JavaScript's own may. So: a copy.
 */
export const assignFed = (g: Graph, variable: Variable, fed: Value): GraphNode =>
  assignVariable(g, variable, g.op('DeepCopy', [fed], { T: attr.type(fed.dtype) }, fed))

/** A constant behind control edges stands for "all of this is done": a call fetches values, it can't name bare operations. */
export function emitDone(g: Graph, name: string, after: readonly GraphNode[]): void {
  const attributes = {
    dtype: attr.type('int32'),
    value: attr.tensor({ dtype: 'int32', shape: [], data: new Uint8Array(4) })
  }
  g.op('Const', [], attributes, { shape: [], dtype: 'int32' }, { name, control: after })
}

/** A way to set and to get each variable, and one fetch that stands for "all are set". */
export function emitAccess(g: Graph, variables: readonly Variable[], done: string): void {
  const assignments = variables.map(variable => {
    const placeholder = g.placeholder(names.set(variable), variable.dtype, variable.shape ?? [])
    readVariable(g, variable, { name: names.get(variable) })
    return assignFed(g, variable, placeholder)
  })
  emitDone(g, done, assignments)
}

/** Reads variables by their name, each by one node. */
export function createReader(g: Graph, variables: ReadonlyMap<string, Variable>): (name: string) => Value {
  const reads = new Map<string, Value>()
  return name => {
    const known = reads.get(name)
    if (known) return known
    const created = readVariable(g, variableOf(variables, name))
    reads.set(name, created)
    return created
  }
}

export function variableOf(variables: ReadonlyMap<string, Variable>, name: string): Variable {
  const found = variables.get(name)
  if (!found) throw new Error(`${name} is not a variable of this model`)
  return found
}
