import { availableParallelism } from 'node:os'
import { loadBinding } from '../src/main/engine/tensorflow/binding'
import { Graph } from '../src/main/engine/tensorflow/graph'
import { locateTensorflow } from '../src/main/engine/tensorflow/locate'
import { identity, matmul, reduce } from '../src/main/engine/tensorflow/ops'
import { openSession } from '../src/main/engine/tensorflow/session'

/** Products behind each other in one call, so that feeding the matrix and the call itself hardly count. */
const chain = 8

/** GFLOP/s of this machine's best float32 matrix product in TensorFlow: the ceiling that a step's share is told of. */
export function measureGemm(size = 1024, tries = 30): number {
  const g = new Graph()
  const a = g.placeholder('a', 'float32', [size, size])
  let product = a
  for (let i = 0; i < chain; i++) product = matmul(g, product, a)
  identity(g, reduce(g, 'Sum', product, [0, 1]), { name: 'sum' })
  const session = openSession(loadBinding(locateTensorflow() ?? '', availableParallelism()), g)
  // Every row and column adds up to about one: the products stay finite.
  const data = Float32Array.from({ length: size * size }, (_, i) => (i % 7) / 3 / size)
  let best = Infinity
  for (let i = 0; i < tries; i++) {
    const start = performance.now()
    session.run([{ name: 'a', dtype: 'float32', shape: [size, size], data }], ['sum'])
    best = Math.min(best, performance.now() - start)
  }
  session.close()
  return (chain * 2 * size ** 3) / best / 1e6
}
