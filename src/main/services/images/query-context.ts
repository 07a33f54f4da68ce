import type { ClassEntry } from '@shared/contract/classes'
import type { Source } from '@shared/contract/sources'
import type { IndexedImage } from './image-index'

/** What a query is answered from. */
export interface QueryContext {
  readonly images: readonly IndexedImage[]
  readonly classes: readonly Pick<ClassEntry, 'id' | 'name'>[]
  readonly sources: readonly Pick<Source, 'id' | 'name'>[]
  readonly revision: number
}
