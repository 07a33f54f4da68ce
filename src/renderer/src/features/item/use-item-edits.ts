import type { ComputedRef } from 'vue'
import { client } from '@/api/client'
import { keepLabel, labelItem } from '@/api/label-item'
import { useClasses } from '@/stores/classes'
import { useHistory } from '@/stores/history'
import { useMessages } from '@/stores/messages'
import { uiStrings } from '@/ui/strings'
import type { Region } from '@shared/contract/annotations'
import type { Item } from '@shared/contract/item'
import { itemStrings } from './strings'

/** Changes of an item. Predictions are in view here, so each is marked. */
export function useItemEdits(item: ComputedRef<Item | null>) {
  const messages = useMessages()
  const classes = useClasses()
  const history = useHistory()
  const seen = true

  async function label(classId: number): Promise<void> {
    const shown = item.value
    if (!shown) return
    const done = await messages.attempt(() => labelItem(shown, classId, seen))
    if (done) messages.announce(itemStrings.label.done(classes.find(classId)?.name ?? ''))
  }

  async function keep(): Promise<void> {
    const shown = item.value
    if (!shown) return
    const { annotationId, labelled } = shown
    if (annotationId === null || !labelled) return void messages.say(uiStrings.keepLabel.needsLabel)
    if (await messages.succeeds(() => keepLabel(annotationId))) await history.report(uiStrings.keepLabel.kept)
  }

  async function setRegion(region: Region, gesture?: string): Promise<void> {
    const shown = item.value
    if (!shown) return
    const { imageId, annotationId, classId } = shown
    const step = gesture === undefined ? {} : { gesture }
    await messages.attempt(async () => {
      if (annotationId === null) return await client.annotations.create({ imageId, region, classId, seen, ...step })
      return await client.annotations.update({ id: annotationId, region, seen, ...step })
    })
  }

  return { label, keep, setRegion }
}
