import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { InferInsertModel } from 'drizzle-orm'
import { openDatabase, type ProjectDatabase } from '../storage/database'
import { createEdit } from '../storage/edit'
import type { tracked } from '../storage/schema'
import { temporaryFolder } from './test-backend'

type Values<N extends keyof typeof tracked> = Partial<InferInsertModel<(typeof tracked)[N]>>

export interface TestDatabase {
  readonly database: ProjectDatabase
  /** Each answers the new row's id; what isn't given has a value that doesn't matter. */
  addImage(values?: Values<'image'>): number
  addAnnotation(values: Values<'annotation'>): number
}

/** An empty project's database, for what needs rows and no project around them. The caller closes it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const database = openDatabase(join(await temporaryFolder(), 'project.sqlite'), { readOnly: false })
  // Rows of one table stand alone: no source, no class behind them.
  database.sqlite.pragma('foreign_keys = off')
  const edit = createEdit(database.sqlite)
  return {
    database,
    addImage: values =>
      edit.insert('image', {
        ...{ name: 'image', sourceId: 1, canvasId: `urn:uuid:${randomUUID()}`, width: 100, height: 80 },
        ...{ pixels: 'remote', metadata: {}, importedAt: 0 },
        ...values
      }),
    addAnnotation: values =>
      edit.insert('annotation', {
        ...{ uuid: randomUUID(), imageId: 1, kind: 'whole', region: null, status: 'labelled' },
        ...{ author: 'Ada', createdAt: 0, modifiedAt: 0 },
        ...values
      })
  }
}
