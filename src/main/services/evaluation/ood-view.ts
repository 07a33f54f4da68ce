import type { OutOfDistribution, Population } from '@shared/contract/evaluation'
import { VitrineError } from '@shared/contract/errors'
import { describeOutOfDistribution, type Distribution } from '@shared/domain/metrics/out-of-distribution'
import type { ClassesService } from '../classes-service'
import type { DatasetsService } from '../datasets/datasets-service'
import { nameForeign } from './foreign-classes'
import type { Judge, Judged } from '../judging/judge'

const confident = 0.9
/** More of the predictions than this, made with confidence, on pictures that are none of the classes: worth an alarm. */
const manyConfident = 0.2

/** A model's predictions without regard to labels, beside those on the test part of its own dataset. */
export async function describeOod(
  judged: Judged,
  classes: ReturnType<ClassesService['entries']>,
  datasets: Pick<DatasetsService, 'find'>,
  judge: Pick<Judge, 'judge'>
): Promise<OutOfDistribution> {
  const { run, population, predictions, classIds, recipe, foreignRecipe } = judged
  const found = describeOutOfDistribution(predictions)
  const { count, unpredicted, sinks } = found
  const names = run.file.classes
  const sure =
    predictions.confidence?.filter((value, at) => value >= confident && predictions.predicted[at] !== -1) ?? []
  const number = (value: number): string => value.toLocaleString('en')
  return {
    runId: run.id,
    population: judged.wanted,
    populationName: population.name,
    populationHash: population.hash,
    ...{ recipe, foreignRecipe, count, unpredicted },
    labelled: [...nameForeign(judged, classes)],
    predicted: names.map((name, at) => ({ id: classIds[at] ?? null, name, count: found.predicted[at] ?? 0 })),
    confidence: toWire(found.confidence),
    entropy: toWire(found.entropy),
    own: await ownOf(judged, datasets, judge),
    alarms: [
      ...sinks.map(
        sink => `${names[sink.class] ?? ''} takes ${number(sink.count)} of ${number(count)} predictions: a sink class.`
      ),
      ...(sure.length > manyConfident * count
        ? [
            `${number(sure.length)} of ${number(count)} predictions have a confidence of 90 % or more, though none of these pictures may be of its classes: the confidence of this model is no guide here.`
          ]
        : [])
    ]
  }
}

async function ownOf(
  { run }: Judged,
  datasets: Pick<DatasetsService, 'find'>,
  judge: Pick<Judge, 'judge'>
): Promise<OutOfDistribution['own']> {
  if (run.datasetId === null || datasets.find(run.datasetId).facts.counts.test === 0) return null
  const test: Population = { kind: 'dataset', datasetId: run.datasetId, part: 'test' }
  try {
    const { predictions, population } = await judge.judge(run.id, test)
    const { count, confidence, entropy } = describeOutOfDistribution(predictions)
    const [one, other] = [toWire(confidence), toWire(entropy)]
    return one && other && { name: population.name, count, confidence: one, entropy: other }
  } catch (error) {
    // Only something to look at beside: without it the view stands by itself.
    if (error instanceof VitrineError) return null
    throw error
  }
}

const toWire = (found: Distribution | null) =>
  found && { mean: found.mean, bins: found.bins.map(({ low, high, count }) => ({ low, high, count })) }
