import type { ItemRef } from '@shared/contract/similarity'

/** Where an item is shown. `query`: on what its figures rest, beside which runs, and which list it is one of. */
export const itemAddress = (
  { imageId, annotationId }: ItemRef,
  query: Readonly<Record<string, string | number | undefined>> = {}
) => ({
  name: 'item',
  params: { id: imageId },
  query: { ...query, ...(annotationId && { box: annotationId }) }
})
