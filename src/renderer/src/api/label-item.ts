import type { ItemRef } from '@shared/contract/similarity'
import { client } from './client'

/** Gives an item a class. `seen`: predictions of it were in view, which is noted with the change. */
export async function labelItem({ imageId, annotationId }: ItemRef, classId: number, seen: boolean): Promise<unknown> {
  if (annotationId === null) return await client.annotations.label({ imageIds: [imageId], classId, seen })
  return await client.annotations.update({ id: annotationId, classId, status: 'labelled', seen })
}

/** Notes that a person has looked at a label and keeps it. */
export const keepLabel = (annotationId: string): Promise<unknown> =>
  client.annotations.update({ id: annotationId, status: 'reviewed' })
