import type { RecheckItem } from '@shared/contract/item'
import { createRandom } from '@shared/domain/random/random'
import { readExamples } from '../examples/examples'
import type { ProjectDatabase } from '../../storage/database'
import { describeExamples } from '../evaluation/items'
import type { Judged } from '../judging/judge'

/**
 * Labelled examples to be checked blindly: as many that the model gets right as that it gets wrong, in an order that
 * tells nothing. Fewer than asked for where there are not enough of either.
 */
export function drawRecheck(
  database: ProjectDatabase,
  { truth, predictions, population, classIds }: Judged,
  count: number,
  seed: number
): RecheckItem[] {
  const right: number[] = []
  const wrong: number[] = []
  truth.forEach((label, at) => {
    const guess = predictions.predicted[at] ?? -1
    if (label >= 0 && guess >= 0) (label === guess ? right : wrong).push(at)
  })
  const random = createRandom(seed, 'recheck', population.hash)
  const half = Math.min(Math.floor(count / 2), right.length, wrong.length)
  const drawn = [right, wrong].flatMap(examples => random.shuffle(examples).slice(0, half))
  const items = describeExamples(database, population, random.shuffle(drawn))
  const examples = readExamples(database, { imageIds: items.map(({ imageId }) => imageId) })
  return items.map(({ imageId, annotationId, name, index }) => {
    const pixels = examples.find(
      example => example.imageId === imageId && (example.annotation?.uuid ?? null) === annotationId
    )?.pixels
    return {
      imageId,
      annotationId,
      name,
      classId: classIds[truth[index] ?? -1] ?? null,
      region: pixels?.kind === 'file' ? pixels.region : { kind: 'whole' },
      wasRight: predictions.predicted[index] === truth[index]
    }
  })
}
