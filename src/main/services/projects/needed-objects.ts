import type { ProjectSession } from '../session'

/** A column that names objects. */
export interface Reference {
  readonly table: string
  readonly column: string
  readonly where?: string
  /** What a row is called: `3 images need it`. */
  readonly noun: string
  /** Rows that are made again when they are missing: predictions. */
  readonly isDerived?: boolean
  readonly advice: string
}

export const importAgain = 'Import its source again to mend it.'
const importPredictions = 'Import its file again.'
const freezeAgain = 'Freeze the data set again.'

/** Of a cross-validation's folds, a JSON list of which stands in each row. */
const ofFolds = ['trainRows', 'validationRows', 'scoredRows', 'predictions'].map(name => ({
  table: 'cross_validation, json_each(cross_validation.folds) as fold',
  column: `fold.value ->> '${name}'`,
  noun: 'cross-validation fold',
  advice: 'Run the cross-validation again.'
}))

const references: readonly Reference[] = [
  { table: 'image', column: 'hash', where: "pixels <> 'remote'", noun: 'image', advice: importAgain },
  { table: 'dataset', column: 'x', noun: 'data set', advice: freezeAgain },
  { table: 'dataset', column: 'y', noun: 'data set', advice: freezeAgain },
  { table: 'dataset', column: 'examples', noun: 'data set', advice: freezeAgain },
  {
    table: 'run',
    column: 'weights',
    noun: 'run',
    advice: 'Resume the run from its last checkpoint, or train it again.'
  },
  ...ofFolds,
  { table: 'prediction_set', column: 'examples', noun: 'imported prediction set', advice: importPredictions },
  { table: 'prediction_set', column: 'object', noun: 'imported prediction set', advice: importPredictions },
  // On a frozen dataset the keys are the dataset's own hash, which names no object.
  {
    table: 'prediction',
    column: 'keys',
    where: "population = 'live'",
    noun: 'prediction',
    isDerived: true,
    advice: ''
  },
  { table: 'prediction', column: 'object', noun: 'prediction', isDerived: true, advice: '' }
]

export interface Use {
  readonly reference: Reference
  readonly count: number
}

/** Objects that rows name, and which rows these are. */
export function neededObjects({ database: { sqlite } }: ProjectSession): ReadonlyMap<string, readonly Use[]> {
  const needed = new Map<string, Use[]>()
  for (const reference of references) {
    const { table, column, where = 'true' } = reference
    const rows = sqlite
      .prepare<[], { hash: string; count: number }>(
        `select ${column} as hash, count(*) as count from ${table} where ${where} and ${column} is not null group by 1`
      )
      .all()
    for (const { hash, count } of rows) needed.set(hash, [...(needed.get(hash) ?? []), { reference, count }])
  }
  return needed
}
