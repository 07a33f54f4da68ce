import type { NamedTensor } from '../backend'
import type { Binding } from './binding'
import { elementsOf } from './checks'
import { names } from './graph-names'
import type { Program } from './program'
import { openSession } from './session'
import type { Session } from './session'
import type { Variable } from './variables'

/** A program in TensorFlow, with its variables. Those that were never set are zero. */
export interface LoadedProgram extends Program {
  readonly session: Session
  setWeights(tensors: readonly NamedTensor[]): void
  getWeights(): NamedTensor[]
  setSlots(tensors: readonly NamedTensor[]): void
  getSlots(): NamedTensor[]
  /** Bytes of the variables. */
  readonly bytes: number
}

export function loadProgram(binding: Binding, program: Program): LoadedProgram {
  const session = openSession(binding, program.graph)
  const { weights, slots } = program

  function set(variables: readonly Variable[], tensors: readonly NamedTensor[], done: string): void {
    const data = new Map(tensors.map(tensor => [tensor.name, tensor.data]))
    const feeds = variables.map(variable => {
      const shape = variable.shape ?? []
      const values = data.get(variable.name) ?? new Float32Array(elementsOf(shape))
      return { name: names.set(variable), dtype: 'float32' as const, shape, data: values }
    })
    session.run(feeds, [done])
  }

  function get(variables: readonly Variable[]): NamedTensor[] {
    if (variables.length === 0) return []
    const fetched = session.run([], variables.map(names.get))
    return variables.map(({ name, shape }, i) => {
      const data = fetched[i]
      if (!(data instanceof Float32Array)) throw new Error(`${name} is not float32`)
      return { name, shape: shape ?? [], data }
    })
  }

  set(slots, [], names.slotsDone)
  return {
    ...program,
    session,
    setWeights: tensors => set(weights, tensors, names.weightsDone),
    getWeights: () => get(weights),
    setSlots: tensors => set(slots, tensors, names.slotsDone),
    getSlots: () => get(slots),
    bytes: [...weights, ...slots].reduce((sum, { shape }) => sum + 4 * elementsOf(shape ?? []), 0)
  }
}
