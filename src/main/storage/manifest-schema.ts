import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { LabelledTextInput, LocalisedTextInput, Manifest, ManifestCanvas } from '@shared/contract/manifests'

const id = () => integer('id').primaryKey({ autoIncrement: true })

/** A IIIF manifest made by hand. */
export const manifest = sqliteTable('manifest', {
  id: id(),
  label: text('label', { mode: 'json' }).$type<LocalisedTextInput>().notNull(),
  summary: text('summary', { mode: 'json' }).$type<LocalisedTextInput>().notNull(),
  metadata: text('metadata', { mode: 'json' }).$type<LabelledTextInput[]>().notNull(),
  rights: text('rights'),
  requiredStatement: text('required_statement', { mode: 'json' }).$type<LabelledTextInput>(),
  provider: text('provider', { mode: 'json' }).$type<NonNullable<Manifest['provider']>>(),
  thumbnailImageId: integer('thumbnail_image_id'),
  modifiedAt: integer('modified_at').notNull()
})

/** An image's place in a manifest; the image itself may have left the project. */
export const manifestCanvas = sqliteTable(
  'manifest_canvas',
  {
    id: id(),
    manifestId: integer('manifest_id').notNull(),
    imageId: integer('image_id').notNull(),
    /** Rises in reading order; gaps mean nothing. */
    position: integer('position').notNull(),
    label: text('label', { mode: 'json' }).$type<LocalisedTextInput>(),
    thumbnail: text('thumbnail', { mode: 'json' }).$type<NonNullable<ManifestCanvas['thumbnail']>>()
  },
  table => [index('manifest_canvas_manifest').on(table.manifestId)]
)
