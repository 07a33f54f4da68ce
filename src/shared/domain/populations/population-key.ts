import type { Population } from '../../contract/evaluation'

/** Names a population in one word, for keys and addresses: `dataset:3:test`, `source:2`. */
export function populationKey(population: Population): string {
  return population.kind === 'dataset'
    ? `dataset:${population.datasetId}:${population.part}`
    : `source:${population.sourceId}`
}
