import { blob, index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { CrossValidation, CrossValidationSettings } from '@shared/contract/cross-validation'
import type { Dataset } from '@shared/contract/datasets'
import type { EngineUsed, RunFileInput } from '@shared/contract/engine'
import type { ErrorBody } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import type { Recipe } from '@shared/contract/recipe'
import type { Run } from '@shared/contract/runs'

/** What a dataset states about itself, apart from its identity. */
export type DatasetFacts = Pick<
  Dataset,
  'classes' | 'counts' | 'balance' | 'shape' | 'recipe' | 'definition' | 'split' | 'leaks' | 'skipped'
>

/** Frozen: rows lie in the order train, validation, test in all three objects. */
export const dataset = sqliteTable(
  'dataset',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    name: text('name').notNull(),
    revision: integer('revision').notNull(),
    /** Over labels, parts and pixels: equal datasets are one. */
    hash: text('hash').notNull(),
    createdAt: integer('created_at').notNull(),
    /** uint8 `[count, height, width, channels]`. */
    x: text('x').notNull(),
    /** int32 class indexes. */
    y: text('y').notNull(),
    /** int32 pairs: image id, annotation row id (0 = whole image without an annotation). */
    examples: text('examples').notNull(),
    facts: text('facts', { mode: 'json' }).$type<DatasetFacts>().notNull(),
    removed: integer('removed', { mode: 'boolean' }).notNull().default(false)
  },
  table => [uniqueIndex('dataset_hash').on(table.hash)]
)

/** What changes while a run lives; what defines it is `runs/ID/run.json`, a copy of which is `file`. */
export const run = sqliteTable('run', {
  id: text('id').primaryKey(),
  number: integer('number').notNull(),
  name: text('name').notNull(),
  state: text('state').$type<Run['state']>().notNull(),
  datasetId: integer('dataset_id').notNull(),
  modelName: text('model_name').notNull(),
  parameters: integer('parameters').notNull(),
  file: text('file', { mode: 'json' }).$type<RunFileInput>().notNull(),
  startFrom: text('start_from', { mode: 'json' }).$type<Run['startFrom']>().notNull(),
  engine: text('engine', { mode: 'json' }).$type<EngineUsed>(),
  best: text('best', { mode: 'json' }).$type<NonNullable<Run['best']>>(),
  epochs: text('epochs', { mode: 'json' }).$type<Run['epochs']>().notNull(),
  /** safetensors object of the final weights. */
  weights: text('weights'),
  createdAt: integer('created_at').notNull(),
  endedAt: integer('ended_at'),
  stopped: text('stopped'),
  error: text('error', { mode: 'json' }).$type<ErrorBody>(),
  stepMs: real('step_ms'),
  note: text('note').notNull().default(''),
  tags: text('tags', { mode: 'json' }).$type<readonly string[]>().notNull(),
  removed: integer('removed', { mode: 'boolean' }).notNull().default(false),
  /** Of a cross-validation: which one, and which of its folds (from 1) is kept aside. */
  fold: text('fold', { mode: 'json' }).$type<Run['fold']>()
})

/** Probabilities of one run under one recipe: `[count, classes]` float32 in `object`, keyed by pixels, never by label. */
export const prediction = sqliteTable(
  'prediction',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    runId: text('run_id').notNull(),
    recipe: text('recipe').notNull(),
    /** Names the part of a frozen dataset in the words of the contract, `dataset:3:test`; all else is `live`. */
    population: text('population').notNull(),
    /** Of `live` images: object of uint64 keys, one per row, of what pixels were made of. Of a dataset: its hash. */
    keys: text('keys').notNull(),
    object: text('object').notNull(),
    /** Of the run when it predicted: their object, or the epoch of its best checkpoint. */
    weights: text('weights'),
    createdAt: integer('created_at').notNull()
  },
  table => [index('prediction_run').on(table.runId)]
)

/** Figures of one run on one population as they were at a time, with the labels and boxes that they rest on. */
export const evaluationRevision = sqliteTable(
  'evaluation_revision',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    runId: text('run_id').notNull(),
    population: text('population').notNull(),
    populationHash: text('population_hash').notNull(),
    at: integer('at').notNull(),
    /** Step of undo after which it was made: further changes of one gesture replace the revision. */
    stepId: integer('step_id'),
    count: integer('count').notNull(),
    correct: integer('correct').notNull(),
    accuracy: real('accuracy'),
    macroF1: real('macro_f1'),
    originalAccuracy: real('original_accuracy'),
    /** Deflated JSON: class ids and boxes, by example. */
    state: blob('state', { mode: 'buffer' }).notNull(),
    summary: text('summary').notNull()
  },
  table => [index('evaluation_revision_of').on(table.runId, table.population)]
)

/** Models that the user made: a layer list under a name. */
export const userModel = sqliteTable('user_model', {
  name: text('name').primaryKey(),
  model: text('model', { mode: 'json' }).$type<Model>().notNull(),
  modifiedAt: integer('modified_at').notNull()
})

/** Recipes that the user made, by name. */
export const userRecipe = sqliteTable('recipe', {
  name: text('name').primaryKey(),
  recipe: text('recipe', { mode: 'json' }).$type<Recipe>().notNull(),
  modifiedAt: integer('modified_at').notNull()
})

/** One cross-validation: its settings, and what is known of each fold so far. */
export const crossValidation = sqliteTable('cross_validation', {
  id: text('id').primaryKey(),
  number: integer('number').notNull(),
  name: text('name').notNull(),
  datasetId: integer('dataset_id').notNull(),
  settings: text('settings', { mode: 'json' }).$type<CrossValidationSettings>().notNull(),
  folds: text('folds', { mode: 'json' }).$type<readonly StoredFold[]>().notNull(),
  jobId: text('job_id'),
  createdAt: integer('created_at').notNull(),
  endedAt: integer('ended_at'),
  error: text('error', { mode: 'json' }).$type<ErrorBody>(),
  note: text('note').notNull().default(''),
  removed: integer('removed', { mode: 'boolean' }).notNull().default(false)
})

/** A fold with the objects behind its figures: int32 rows of the dataset. */
export type StoredFold = CrossValidation['folds'][number] & {
  readonly trainRows: string
  readonly validationRows: string
  readonly scoredRows: string
  /** float32 `[scored, classes]`, once predicted. */
  readonly predictions: string | null
}
