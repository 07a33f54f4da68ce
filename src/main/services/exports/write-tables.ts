import { writeCsv } from '@shared/domain/formats/csv-table'
import type { Comparison, comparisonContract } from '@shared/contract/comparison'
import type { crossValidationContract } from '@shared/contract/cross-validation'
import { VitrineError } from '@shared/contract/errors'
import type { evaluationContract, Population } from '@shared/contract/evaluation'
import type { Handlers } from '@shared/contract/handlers'
import type { runsContract } from '@shared/contract/runs'
import type { Skipped } from '@shared/contract/sources'
import { populationKey } from '@shared/domain/populations/population-key'
import { comparisonSource, modelsTable, pairTestsTable } from '@shared/domain/tables/comparison-tables'
import {
  confidenceTable,
  confusedTable,
  matrixTable,
  pairTable,
  rejectionTable,
  reportTable,
  sourceOf
} from '@shared/domain/tables/evaluation-tables'
import { figureFile, withSource, type FigureSource, type FigureTable } from '@shared/domain/tables/figure-source'
import { foldTable } from '@shared/domain/tables/fold-table'
import { runTable } from '@shared/domain/tables/run-table'
import type { ExportWriter } from './export-writer'

interface Judgeable {
  readonly id: string
  /** `run 12 deep`. */
  readonly title: string
}

/** What the tables are made of: the same answers that the window shows. */
export interface TableSources {
  readonly runs: Pick<Handlers<typeof runsContract>, 'list'>
  readonly crossValidation: Pick<Handlers<typeof crossValidationContract>, 'list'>
  readonly evaluation: Pick<Handlers<typeof evaluationContract>, 'evaluate' | 'details' | 'folds' | 'populations'>
  readonly comparison: Pick<Handlers<typeof comparisonContract>, 'compare'>
  /** Runs, cross-validations and imported predictions: whatever can be judged. */
  readonly judged: () => Promise<readonly Judgeable[]>
  /** Keys of the populations that a run or cross-validation has been evaluated on. */
  readonly evaluatedOn: (runId: string) => readonly string[]
}

const call = { signal: undefined }
/** As many as the contract takes: tables of more are no comparison that a person reads. */
const mostCompared = 8

/** A CSV file per table. A run that was evaluated nowhere is evaluated on what it is judged on first. */
export async function writeTables(sources: TableSources, wanted: readonly string[] | undefined, writer: ExportWriter) {
  const files: string[] = []
  const skipped: Skipped[] = []
  let count = 0
  async function write(title: string, source: FigureSource | null, table: FigureTable): Promise<void> {
    const name = figureFile(title, source, 'csv')
    const { columns, rows } = withSource(table, source)
    await writer.write(name, writeCsv([columns, ...rows]))
    files.push(name)
    count += rows.length
  }

  const runs = await sources.runs.list(undefined, call)
  await write('runs', null, runTable(runs))
  const judged = (await sources.judged()).filter(({ id }) => wanted?.includes(id) ?? true)
  if (judged.length === 0)
    throw new VitrineError('INVALID_INPUT', 'There is no trained run to evaluate. Train one first.')

  const together = new Map<string, { readonly population: Population; readonly runIds: string[] }>()
  for (const [at, { id, title }] of judged.entries()) {
    await writer.progress(at / judged.length, title)
    for (const population of await populationsOf(sources, id)) {
      const key = populationKey(population)
      try {
        const evaluation = await sources.evaluation.evaluate({ runId: id, population }, call)
        const details = await sources.evaluation.details({ runId: id, population }, call)
        const source = sourceOf(evaluation, title)
        await write('report', source, reportTable(evaluation))
        await write('confusion matrix', source, matrixTable(evaluation.confusion))
        await write('most confused', source, confusedTable(evaluation))
        await write('class pairs', source, pairTable(details, evaluation.confusion.labels))
        if (details.reliability) await write('confidence', source, confidenceTable(details))
        if (details.rejection) await write('rejection', source, rejectionTable(details))
        const others = together.get(key)?.runIds ?? []
        together.set(key, { population, runIds: [...others, id] })
      } catch (error) {
        if (!(error instanceof VitrineError)) throw error
        skipped.push({ source: title, pointer: key, code: error.code, message: error.message })
      }
    }
  }

  for (const { population, runIds } of together.values()) {
    if (runIds.length < 2) continue
    const compared = runIds.slice(0, mostCompared)
    const comparison: Comparison = await sources.comparison.compare({ runIds: compared, population }, call)
    const source = comparisonSource(comparison)
    if (runIds.length > mostCompared) {
      const message = `Of ${runIds.length} models the first ${mostCompared} are compared: choose those that matter.`
      skipped.push({ source: source.population, pointer: populationKey(population), code: 'TOO_MANY', message })
    }
    // Its rows name population and protocol themselves: these may differ.
    await write(`${source.population} models`, null, modelsTable(comparison))
    await write('paired tests', source, pairTestsTable(comparison))
  }

  for (const entry of await sources.crossValidation.list(undefined, call)) {
    if (!entry.outOfFold || !judged.some(({ id }) => id === entry.id)) continue
    const folds = await sources.evaluation.folds({ crossValidationId: entry.id }, call)
    const numberOf = (runId: string): number | null => runs.find(({ id }) => id === runId)?.number ?? null
    const { count: n } = entry.outOfFold
    const source = { run: `run ${entry.number} ${entry.name}`, population: 'out of fold', protocol: 'out-of-fold', n }
    await write('folds', source, foldTable(entry, folds, numberOf))
  }
  return { files, count, skipped }
}

/** Where it has been evaluated; else the first population that it can be judged on. */
async function populationsOf(sources: TableSources, runId: string): Promise<readonly Population[]> {
  const offered = await sources.evaluation.populations({ runId }, call)
  const known = new Set(sources.evaluatedOn(runId))
  const evaluated = offered.map(({ population }) => population).filter(one => known.has(populationKey(one)))
  return evaluated.length > 0 ? evaluated : offered.slice(0, 1).map(({ population }) => population)
}
