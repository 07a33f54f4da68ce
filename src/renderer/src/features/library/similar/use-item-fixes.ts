import { useRouter } from 'vue-router'
import { client } from '@/api/client'
import { keepLabel, labelItem } from '@/api/label-item'
import { useClasses } from '@/stores/classes'
import { useHistory } from '@/stores/history'
import { useMessages } from '@/stores/messages'
import { uiStrings } from '@/ui/strings'
import { itemAddress } from '@/ui/item-address'
import { likeAddress } from '@/ui/like-address'
import type { Image } from '@shared/contract/images'
import type { ItemRef, SimilarityItem } from '@shared/contract/similarity'
import { libraryStrings } from '../strings'
import { similarStrings } from './strings'

export type ItemFixes = ReturnType<typeof useItemFixes>

/** What can be done with an item of a list; each is one step of undo. `seen`: what others say of it is in view. */
export function useItemFixes() {
  const router = useRouter()
  const classes = useClasses()
  const history = useHistory()
  const messages = useMessages()
  const text = similarStrings.actions

  async function report(work: () => Promise<unknown>, done: string): Promise<void> {
    if ((await messages.attempt(work)) !== undefined) await history.report(done)
  }

  const label = (item: ItemRef, classId: number): Promise<void> =>
    report(() => labelItem(item, classId, true), text.labelled(classes.find(classId)?.name ?? ''))

  async function keep({ annotationId, classId }: SimilarityItem): Promise<void> {
    if (annotationId === null || classId === null) return void messages.say(uiStrings.keepLabel.needsLabel)
    await report(() => keepLabel(annotationId), uiStrings.keepLabel.kept)
  }

  const putOutside = ({ imageId, annotationId }: ItemRef): Promise<void> =>
    report(async () => {
      const outside = { classId: null, status: 'outside', seen: true } as const
      if (annotationId === null) return await client.annotations.label({ imageIds: [imageId], ...outside })
      return await client.annotations.update({ id: annotationId, ...outside })
    }, text.marked)

  const remove = ({ imageId }: ItemRef): Promise<void> =>
    report(() => client.images.remove({ ids: [imageId] }), text.removed)

  /** The part that the group's images are put in: where the first of them stands, else training. */
  async function join(group: readonly SimilarityItem[]): Promise<void> {
    const split: Image['split'] = group.find(item => item.split !== 'none')?.split ?? 'train'
    const ids = [...new Set(group.map(({ imageId }) => imageId))]
    await report(
      () => client.images.update({ ids, split }),
      text.moved(ids.length, libraryStrings.values[split] ?? split)
    )
  }

  const open = (item: ItemRef): void => void router.push(itemAddress(item))
  const moreLike = (ref: ItemRef): void => void router.push(likeAddress([ref]))

  return { label, keep, putOutside, remove, join, open, moreLike }
}
