import type { MatrixResult, TrainResult } from '@shared/contract/engine'

const engine = { backend: 'cpu', version: '1', device: 'test', threads: 1 } as const

/** What scripted engines answer, where only that they answer counts. */
export const matrixResult: MatrixResult = { object: 'a'.repeat(64), shape: [0, 0], engine }
export const trainResult: TrainResult = {
  run: 'r',
  engine,
  parameters: 1,
  epochs: [],
  best: null,
  stopped: 'completed',
  weights: 'b'.repeat(64),
  weightsEpoch: 1,
  stepMs: null
}
export const predictRequest = {
  objects: '/objects',
  model: { name: 'm', input_shape: [1, 1, 1] as [number, number, number], layers: [] },
  weights: { object: 'a'.repeat(64) },
  x: { object: 'a'.repeat(64), dtype: 'uint8' as const, shape: [0, 1, 1, 1] as [number, number, number, number] }
}
