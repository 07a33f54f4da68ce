import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { LabelMapKind } from '@shared/contract/label-map-kind'
import type { PredictionSet } from '@shared/contract/prediction-sets'

/** Predictions that were made elsewhere. Its id is its number: it is counted with the runs, and never given twice. */
export const predictionSet = sqliteTable(
  'prediction_set',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    uuid: text('uuid').notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<PredictionSet['kind']>().notNull(),
    count: integer('count').notNull(),
    classes: text('classes', { mode: 'json' }).$type<PredictionSet['classes']>().notNull(),
    population: text('population', { mode: 'json' }).$type<PredictionSet['population']>().notNull(),
    /** Object: JSON list of `[image id, region as the annotation has it, or null for the whole image]`, one per row. */
    examples: text('examples').notNull(),
    /** Object: int32 class indexes `[count]`, or float32 probabilities `[count, classes]`, by `kind`. */
    object: text('object').notNull(),
    file: text('file').notNull(),
    fileHash: text('file_hash').notNull(),
    note: text('note').notNull().default(''),
    createdAt: integer('created_at').notNull()
  },
  table => [uniqueIndex('prediction_set_uuid').on(table.uuid)]
)

/** What classes of a population count as, for models that know other ones. */
export const labelMap = sqliteTable(
  'label_map',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** Class ids of the models, in their order: `1,2,3`. */
    modelClasses: text('model_classes').notNull(),
    /** `dataset:3:test`, `source:2`. */
    population: text('population').notNull(),
    kind: text('kind').$type<LabelMapKind>().notNull(),
    /** Pairs of class ids: of the population, of the model or null. */
    pairs: text('pairs', { mode: 'json' }).$type<readonly (readonly [from: number, to: number | null])[]>().notNull(),
    modifiedAt: integer('modified_at').notNull()
  },
  table => [uniqueIndex('label_map_of').on(table.modelClasses, table.population)]
)
