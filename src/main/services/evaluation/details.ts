import type { EvaluationDetails } from '@shared/contract/evaluation'
import { measureReliability, rejectionCurve } from '@shared/domain/metrics/confidence'
import { countConfusion } from '@shared/domain/metrics/confusion'
import { pairErrorRates } from '@shared/domain/metrics/pairs'
import type { Predictions } from '@shared/domain/metrics/predictions'
import { countRanks, logLoss, topKAccuracy } from '@shared/domain/metrics/ranking'
import { classThresholds } from '@shared/domain/metrics/thresholds'

const precision = 0.95
const histogramBins = 20

/** What is shown beside the report: how far confidence can be trusted, and which classes are mixed up. */
export function describeDetails(truth: Int32Array, predictions: Predictions): EvaluationDetails {
  const ranks = countRanks(truth, predictions)
  const reliability = measureReliability(truth, predictions, histogramBins)
  return {
    topK: [1, 2, 3, 4, 5].filter(k => k <= predictions.classes).map(k => ({ k, accuracy: topKAccuracy(ranks, k) })),
    logLoss: logLoss(truth, predictions),
    reliability: reliability && {
      ece: reliability.ece,
      bins: reliability.bins.map(({ low, high, right, wrong, confidence, accuracy }) => ({
        ...{ low, high, right, wrong, confidence, accuracy }
      }))
    },
    rejection: rejectionCurve(truth, predictions)?.map(row => ({ ...row })) ?? null,
    thresholds: classThresholds(truth, predictions, precision)?.map(row => ({ ...row })) ?? null,
    pairs: pairErrorRates(countConfusion(truth, predictions))
      .filter(({ aAsB, bAsA }) => aAsB + bAsA > 0)
      .map(row => ({ ...row }))
  }
}
