import type { SuggestionTarget } from '@shared/contract/suggestions'
import type { ProjectDatabase } from '../../storage/database'
import { readExamples, type Example } from '../examples/examples'

/** Examples that wait for a label: without one, or with an earlier proposal of a model. A person's word is left alone. */
export function readTargets(database: ProjectDatabase, on: SuggestionTarget): Example[] {
  const open = new Set(
    database.sqlite
      .prepare<[], number>(
        `select id from annotation where status = 'unlabelled' or (status = 'suggested' and author like 'model:%')`
      )
      .pluck()
      .all()
  )
  const examples = readExamples(database, { ...scopeOf(on), suggested: true })
  return examples.filter(({ annotation }) => annotation === null || open.has(annotation.id))
}

function scopeOf(on: SuggestionTarget): { readonly imageIds?: readonly number[]; readonly sourceId?: number } {
  switch (on.kind) {
    case 'unlabelled':
      return {}
    case 'source':
      return { sourceId: on.sourceId }
    case 'images':
      return { imageIds: on.imageIds }
  }
}
