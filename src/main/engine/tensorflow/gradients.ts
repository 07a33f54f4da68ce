import { VitrineError } from '@shared/contract/errors'
import { gradientRules } from './gradient-rules'
import type { Graph, GraphNode, Value } from './graph'
import { addAll } from './ops'

/**
 * Adds the nodes that compute d loss / d each of `wrt`, given the loss's gradient `seed` at `output`. Walks the graph
 * backwards once (its nodes are in topological order) and only where a wanted value lies upstream: nothing is computed
 * below the lowest trainable layer. A value that the output doesn't depend on has no entry in the result.
 */
export function gradients(g: Graph, output: Value, seed: Value, wrt: readonly Value[]): Map<Value, Value> {
  const wanted = new Set(wrt)
  const needed = new Set<GraphNode>(wrt.map(value => value.node))
  const needs = (input: Value): boolean => input.dtype === 'float32' && needed.has(input.node)
  const forward = [...g.nodes]
  for (const node of forward) if (node.inputs.some(needs)) needed.add(node)

  const arrived = new Map<Value, Value[]>([[output, [seed]]])
  const result = new Map<Value, Value>()
  for (const node of forward.reverse()) {
    if (!needed.has(node)) continue
    // Only first outputs carry gradients: batch statistics, the other outputs, are not part of the loss.
    const [first] = node.outputs
    const sums = first && arrived.get(first)
    if (!first || !sums) continue
    const dy = addAll(g, sums)
    if (wanted.has(first)) result.set(first, dy)
    const wantedInputs = node.inputs.map(needs)
    if (!wantedInputs.includes(true)) continue
    const rule = gradientRules[node.op]
    if (!rule)
      throw new VitrineError('UNSUPPORTED', `The TensorFlow engine has no gradient for ${node.op} (${node.name}).`, {
        supported: Object.keys(gradientRules)
      })
    for (const [i, gradient] of rule({ g, node, dy, wanted: wantedInputs }).entries()) {
      const input = node.inputs[i]
      if (!gradient || !input || !wantedInputs[i]) continue
      const sofar = arrived.get(input)
      if (sofar) sofar.push(gradient)
      else arrived.set(input, [gradient])
    }
  }
  return result
}
