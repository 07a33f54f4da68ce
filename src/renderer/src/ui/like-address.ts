import type { ItemRef } from '@shared/contract/similarity'

/** Items that fit into an address; more say nothing more about what they have in common. */
const most = 20

/** Where what is like these items is shown. */
export function likeAddress(refs: readonly ItemRef[]) {
  const like = refs
    .slice(0, most)
    .map(({ imageId, annotationId }) => (annotationId === null ? `${imageId}` : `${imageId}:${annotationId}`))
  return { name: 'library', query: { tab: 'similar', like: like.join(',') } }
}

/** The items that `like` of such an address names; what is no item is left out. */
export function readLike(like: unknown): ItemRef[] {
  const text = typeof like === 'string' ? like : ''
  return text
    .split(',')
    .slice(0, most)
    .flatMap(part => {
      const [, id, annotationId] = /^(\d+)(?::([0-9a-f-]{36}))?$/i.exec(part) ?? []
      return Number(id) > 0 ? [{ imageId: Number(id), annotationId: annotationId ?? null }] : []
    })
}
