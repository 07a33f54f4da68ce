import type { CrossValidation } from '../../contract/cross-validation'
import type { FoldEvaluation } from '../../contract/evaluation'
import type { FigureTable } from './figure-source'

/**
 * Fold by fold: figures on the labels as they are now where `now` is given, else those of when it ran. `numberOf` gives
 * the number of a fold's run.
 */
export const foldTable = (
  { folds, test }: Pick<CrossValidation, 'folds' | 'test'>,
  now: FoldEvaluation | null,
  numberOf: (runId: string) => number | null
): FigureTable => ({
  columns: ['fold', 'run', 'correct', 'count', 'accuracy', 'low', 'high', 'macro_f1', 'test_accuracy', 'test_count'],
  rows: folds.map(({ fold, runId, correct, scored, outOfFoldAccuracy, testAccuracy }) => {
    const figures = now?.folds.find(one => one.fold === fold)
    return [
      ...[fold, runId === null ? null : numberOf(runId), figures?.correct ?? correct, figures?.count ?? scored],
      ...[figures ? figures.accuracy : outOfFoldAccuracy, figures?.interval?.[0] ?? null],
      ...[figures?.interval?.[1] ?? null, figures?.macroF1 ?? null, testAccuracy, test.count]
    ]
  })
})
