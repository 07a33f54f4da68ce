import { and, eq, gte, lt, or } from 'drizzle-orm'
import { annotation } from '../../storage/schema'
import type { ProjectSession } from '../session'

/** The rows of the annotation with this id, one for each of its targets: `ID`, `ID 2` … An index answers each part. */
export function selectAnnotation({ database: { orm } }: ProjectSession, uri: string) {
  const { externalId, uuid } = annotation
  // Text is compared by its bytes, where ! follows the space.
  const isFurther = and(gte(externalId, `${uri} `), lt(externalId, `${uri}!`))
  return orm
    .select()
    .from(annotation)
    .where(or(eq(externalId, uri), isFurther, eq(uuid, uri.replace(/^urn:uuid:/i, ''))))
}
