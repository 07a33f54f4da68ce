import type { Population } from '@shared/contract/evaluation'
import { VitrineError } from '@shared/contract/errors'
import type { Predictions } from '@shared/domain/metrics/predictions'
import { keptOnce } from '@shared/domain/caching/kept-once'
import { rowsOf, type DatasetsService } from '../datasets/datasets-service'
import { exampleKey, keyOfExample, type Example } from '../examples/examples'
import type { StoredCrossValidation } from '../training/cross-validation-store'
import type { CrossValidationService } from '../training/cross-validation-service'
import type { StoredRun } from '../training/run-store'
import type { TrainingService } from '../training/training-service'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import { fromValues } from './prediction-rows'

export interface JudgedRunsDeps {
  readonly workspace: Workspace
  readonly datasets: Pick<DatasetsService, 'find'>
  readonly training: Pick<TrainingService, 'find' | 'list'>
  readonly crossValidation: Pick<CrossValidationService, 'seek' | 'finished'>
}

/** What can be judged: runs, and finished cross-validations, whose models stand together for one run. */
export interface JudgedRuns {
  /** A cross-validation as its first fold's run under its own name and number. Errors: NOT_FOUND, CONFLICT (folds lack). */
  find(id: string): StoredRun
  /** Null where it is a run. */
  crossValidation(id: string): StoredCrossValidation | null
  /** Everything with predictions to give, newest first. Runs of single folds are left out: they say less than their whole. */
  list(): Promise<readonly StoredRun[]>
  /** Each example of the out-of-fold population by the one model that never saw it. */
  outOfFold(session: ProjectSession, crossValidation: StoredCrossValidation): Promise<Predictions>
  /** Fold (from 1) of each example of the out-of-fold population. */
  foldsOf(session: ProjectSession, crossValidation: StoredCrossValidation): Promise<Uint8Array>
  /** The run that answers for an example. Errors: UNSUPPORTED where a cross-validation kept it out of no fold. */
  runFor(run: StoredRun, example: Example): Promise<StoredRun>
}

interface Assembled {
  readonly predictions: Predictions
  readonly folds: Uint8Array
}

export function createJudgedRuns({ workspace, datasets, training, crossValidation }: JudgedRunsDeps): JudgedRuns {
  const assembledOf = perSession(() => new Map<string, Promise<Assembled>>())
  const rowsByExample = perSession(() => new Map<string, Promise<ReadonlyMap<string, number>>>())

  function standIn(whole: StoredCrossValidation): StoredRun {
    const { id, number, name, note, folds, createdAt, endedAt, error } = whole
    const [first] = folds
    if (!first?.runId || folds.some(({ predictions }) => predictions === null)) {
      const done = folds.filter(({ predictions }) => predictions !== null).length
      throw new VitrineError(
        'CONFLICT',
        `Cross-validation ${number} has scored ${done} of ${folds.length} folds. Let it finish, then it can be judged.`
      )
    }
    const own = { id, number, name: `${name}, ${folds.length} folds`, note, createdAt, endedAt, error }
    return { ...training.find(first.runId), ...own, fold: null, weights: null, best: null, epochs: [], tags: [] }
  }

  async function assemble(session: ProjectSession, whole: StoredCrossValidation): Promise<Assembled> {
    const run = standIn(whole)
    const { end } = rowsOf(datasets.find(whole.datasetId).facts.counts, 'validation')
    const width = run.file.classes.length
    const values = new Float32Array(end * width)
    const folds = new Uint8Array(end)
    for (const { fold, scoredRows, predictions } of whole.folds) {
      if (predictions === null) continue
      const rows = new Int32Array(Uint8Array.from(await session.objects.read(scoredRows)).buffer)
      const given = new Float32Array(Uint8Array.from(await session.objects.read(predictions)).buffer)
      rows.forEach((row, at) => {
        values.set(given.subarray(at * width, (at + 1) * width), row * width)
        folds[row] = fold
      })
    }
    return { predictions: fromValues(run, values), folds }
  }

  function assembled(session: ProjectSession, whole: StoredCrossValidation): Promise<Assembled> {
    return keptOnce(assembledOf(session), whole.id, () => assemble(session, whole))
  }

  /** Row of each example of a frozen dataset, by image and annotation row. */
  function rowsOfExamples(session: ProjectSession, object: string): Promise<ReadonlyMap<string, number>> {
    return keptOnce(rowsByExample(session), object, () => readRows(session, object))
  }

  async function readRows(session: ProjectSession, object: string): Promise<ReadonlyMap<string, number>> {
    const pairs = new Int32Array(Uint8Array.from(await session.objects.read(object)).buffer)
    const rows = new Map<string, number>()
    for (let row = 0; row * 2 < pairs.length; row++)
      rows.set(exampleKey(pairs[row * 2] ?? 0, pairs[row * 2 + 1] ?? 0), row)
    return rows
  }

  return {
    find(id) {
      const whole = crossValidation.seek(id)
      return whole ? standIn(whole) : training.find(id)
    },
    crossValidation: id => crossValidation.seek(id),
    async list() {
      const runs = (await training.list(undefined, { signal: undefined }))
        .filter(({ fold }) => fold === null)
        .map(({ id }) => training.find(id))
        .filter(({ weights }) => weights !== null)
      return [...runs, ...crossValidation.finished().map(standIn)].sort((a, b) => b.number - a.number)
    },
    outOfFold: async (session, whole) => (await assembled(session, whole)).predictions,
    foldsOf: async (session, whole) => (await assembled(session, whole)).folds,
    async runFor(run, example) {
      const whole = crossValidation.seek(run.id)
      if (!whole) return run
      const session = workspace.session()
      const dataset = datasets.find(whole.datasetId)
      const rows = await rowsOfExamples(session, dataset.examples)
      const row = rows.get(keyOfExample(example)) ?? -1
      const number = (await assembled(session, whole)).folds[row] ?? 0
      const fold = whole.folds.find(one => one.fold === number)
      if (fold?.runId) return training.find(fold.runId)
      throw new VitrineError('UNSUPPORTED', `No fold of cross-validation ${whole.number} kept this image aside.`)
    }
  }
}

/** Errors: UNSUPPORTED where the figure would be another one than its name says. */
export function guardProtocol(
  run: StoredRun,
  whole: StoredCrossValidation | null,
  wanted: Population,
  { name, recipe }: { readonly name: string; readonly recipe: string | undefined }
): void {
  const outOfFold = wanted.kind === 'dataset' && wanted.part === 'out-of-fold'
  if (!whole && outOfFold) {
    throw new VitrineError(
      'UNSUPPORTED',
      `Run ${run.number} (${run.name}) was trained on one split: it can’t be judged on “${name}”, where every image belongs to a model that never saw it. Choose cross-validations only, or a test part for runs.`
    )
  }
  if (!whole) return
  if (!outOfFold || wanted.datasetId !== whole.datasetId) {
    throw new VitrineError(
      'UNSUPPORTED',
      `Cross-validation ${run.number} (${run.name}) is several models: it is judged out of fold on its own dataset, not on “${name}”. Choose the run of one of its folds for that.`
    )
  }
  if (recipe !== undefined) {
    throw new VitrineError(
      'UNSUPPORTED',
      `Cross-validation ${run.number} is judged on the pictures of its frozen dataset: “${recipe}” can be tried with the run of one fold.`
    )
  }
}
