import type { Predictions } from '@shared/domain/metrics/predictions'
import type { Judged } from '../judging/judge'

/**
 * Predictions that were made elsewhere in the class list of others, so that both can be judged on the same labels. Null
 * where they predict, or give a probability to, a class that isn't in it.
 */
export function alignClasses(judged: Judged, base: Judged): Judged | null {
  if (judged.classIds.join() === base.classIds.join()) return judged
  if (judged.run.datasetId !== null) return null
  const places = Int32Array.from(judged.classIds, id => base.classIds.indexOf(id))
  const predictions = alignPredictions(judged.predictions, places, base.classIds.length)
  const originalPredictions =
    judged.originalPredictions === judged.predictions
      ? predictions
      : alignPredictions(judged.originalPredictions, places, base.classIds.length)
  if (!predictions || !originalPredictions) return null
  const { classIds, truth, originalTruth, foreign, mapped, labelMap } = base
  return {
    ...{ ...judged, classIds, truth, originalTruth, foreign, mapped, labelMap },
    ...{ predictions, originalPredictions, run: { ...judged.run, file: base.run.file } }
  }
}

function alignPredictions({ predicted, scores, confidence, classes }: Predictions, places: Int32Array, width: number) {
  const isLost = scores ? places.includes(-1) : predicted.some(label => label >= 0 && places[label] === -1)
  if (isLost) return null
  const aligned = scores && new Float32Array(predicted.length * width)
  if (scores && aligned) {
    for (let row = 0; row < predicted.length; row++) {
      for (let at = 0; at < classes; at++) aligned[row * width + (places[at] ?? 0)] = scores[row * classes + at] ?? 0
    }
  }
  return {
    classes: width,
    predicted: predicted.map(label => (label < 0 ? -1 : (places[label] ?? -1))),
    scores: aligned,
    confidence
  }
}
