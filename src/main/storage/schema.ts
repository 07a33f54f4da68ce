import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Region } from '@shared/contract/annotations'
import type { ErrorBody } from '@shared/contract/errors'
import type { Annotation } from '@shared/contract/annotations'
import type { Image } from '@shared/contract/images'
import { labelMap, predictionSet } from './judging-schema'
import { manifest, manifestCanvas } from './manifest-schema'

/** Instants are milliseconds since 1970 UTC. Ids are never reused, so that undo can bring a row back under its own. */
const id = () => integer('id').primaryKey({ autoIncrement: true })

/** The one row of what the project is. */
export const project = sqliteTable('project', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  /** Rises with every committed change. */
  revision: integer('revision').notNull(),
  createdAt: integer('created_at').notNull()
})

export const source = sqliteTable('source', {
  id: id(),
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  uri: text('uri').notNull(),
  importedAt: integer('imported_at').notNull(),
  rights: text('rights')
})

export const image = sqliteTable(
  'image',
  {
    id: id(),
    name: text('name').notNull(),
    sourceId: integer('source_id').notNull(),
    canvasId: text('canvas_id').notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    canvasWidth: integer('canvas_width'),
    canvasHeight: integer('canvas_height'),
    /** `file`: object `hash` is an image file. `packed`: row `packIndex` of object `hash`. `remote`: not kept. */
    pixels: text('pixels', { enum: ['file', 'packed', 'remote'] }).notNull(),
    hash: text('hash'),
    format: text('format'),
    packIndex: integer('pack_index'),
    channels: integer('channels'),
    /** Where it was found: a path, or the address of an image or a IIIF image service. */
    location: text('location'),
    /** The IIIF image service that it came from, as its document named it. */
    service: text('service', { mode: 'json' }).$type<NonNullable<Image['service']>>(),
    split: text('split', { enum: ['train', 'validation', 'test', 'none'] })
      .notNull()
      .default('none'),
    rights: text('rights'),
    attribution: text('attribution'),
    metadata: text('metadata', { mode: 'json' }).$type<Readonly<Record<string, string>>>().notNull(),
    note: text('note').notNull().default(''),
    problem: text('problem'),
    importedAt: integer('imported_at').notNull()
  },
  table => [
    index('image_pixels').on(table.hash, table.packIndex),
    index('image_source').on(table.sourceId),
    index('image_canvas').on(table.canvasId)
  ]
)

export const classEntry = sqliteTable('class', {
  id: id(),
  name: text('name').notNull(),
  position: integer('position').notNull(),
  color: text('color').notNull(),
  guideline: text('guideline').notNull().default(''),
  exampleImageIds: text('example_image_ids', { mode: 'json' }).$type<readonly number[]>().notNull()
})

export const annotation = sqliteTable(
  'annotation',
  {
    id: id(),
    uuid: text('uuid').notNull(),
    imageId: integer('image_id').notNull(),
    /** Kind of the region, apart from its geometry: most rows are whole images and have none. */
    kind: text('kind', { enum: ['whole', 'rect', 'rotated', 'polygon', 'point'] }).notNull(),
    region: text('region', { mode: 'json' }).$type<Region>(),
    classId: integer('class_id'),
    status: text('status', {
      enum: ['labelled', 'unlabelled', 'unsure', 'outside', 'reviewed', 'suggested']
    }).notNull(),
    note: text('note').notNull().default(''),
    author: text('author').notNull(),
    createdAt: integer('created_at').notNull(),
    modifiedAt: integer('modified_at').notNull(),
    confidence: real('confidence'),
    seenPredictions: integer('seen_predictions', { mode: 'boolean' }).notNull().default(false),
    /** What it was before the first change that was made with predictions in view. */
    beforeSeen: text('before_seen', { mode: 'json' }).$type<BeforeSeen>(),
    provenance: text('provenance', { mode: 'json' }).$type<NonNullable<Annotation['provenance']>>(),
    /** Its id in the document that it was read from. */
    externalId: text('external_id'),
    /** The JSON that it was read from, never changed. */
    original: text('original', { mode: 'json' }).$type<unknown>()
  },
  table => [
    uniqueIndex('annotation_uuid').on(table.uuid),
    index('annotation_image').on(table.imageId),
    index('annotation_class').on(table.classId),
    index('annotation_external')
      .on(table.externalId)
      .where(sql`external_id is not null`)
  ]
)

/** Class (null = it carried no truth, or wasn't there) and place of an annotation; place null = it wasn't there. */
export interface BeforeSeen {
  readonly classId: number | null
  readonly region: Region | null
}

/** Steps of undo. `inverse` leads back when the step is done, and forward when it is undone. */
export const step = sqliteTable('step', {
  id: id(),
  title: text('title').notNull(),
  gesture: text('gesture'),
  author: text('author').notNull(),
  at: integer('at').notNull(),
  undone: integer('undone', { mode: 'boolean' }).notNull().default(false),
  inverse: blob('inverse', { mode: 'buffer' }).notNull()
})

/** Who changed what when: kept for good, unlike the steps of undo, and never undone. */
export const audit = sqliteTable('audit', {
  id: id(),
  at: integer('at').notNull(),
  author: text('author').notNull(),
  summary: text('summary').notNull()
})

export const auditedAnnotation = sqliteTable(
  'audited_annotation',
  { annotationId: integer('annotation_id').notNull(), auditId: integer('audit_id').notNull() },
  table => [primaryKey({ columns: [table.annotationId, table.auditId] })]
)

export const job = sqliteTable('job', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  title: text('title').notNull(),
  state: text('state').notNull(),
  detail: text('detail').notNull(),
  progress: real('progress'),
  createdAt: integer('created_at').notNull(),
  startedAt: integer('started_at'),
  endedAt: integer('ended_at'),
  runId: text('run_id'),
  error: text('error', { mode: 'json' }).$type<ErrorBody>(),
  result: text('result', { mode: 'json' }).$type<unknown>(),
  revision: integer('revision').notNull()
})

/** Tables whose rows are the user's work: changed through an `Edit` only, so that undo knows of it. */
export const tracked = {
  source,
  image,
  class: classEntry,
  annotation,
  manifest,
  manifest_canvas: manifestCanvas,
  prediction_set: predictionSet,
  label_map: labelMap
} as const
export type TrackedName = keyof typeof tracked
