import { client } from '@/api/client'
import { useClasses } from '@/stores/classes'
import { useHistory } from '@/stores/history'
import { useMessages } from '@/stores/messages'
import type { AnnotationStatus } from '@shared/contract/annotations'
import type { Image } from '@shared/contract/images'
import { useLibrary } from './library-store'
import { libraryStrings } from './strings'

/** What can be done with the selection; each is one step of undo. */
export function useBulkActions() {
  const library = useLibrary()
  const classes = useClasses()
  const history = useHistory()
  const messages = useMessages()
  const text = libraryStrings.bulk

  async function label(classId: number | null): Promise<void> {
    const imageIds = library.selected
    if (imageIds.length === 0) return
    const done = await messages.attempt(() => client.annotations.label({ imageIds, classId }))
    if (!done) return
    const name = classes.find(classId)?.name
    await history.report(name ? text.labelled(done.changed, name) : text.changed(done.changed))
  }

  async function mark(status: AnnotationStatus): Promise<void> {
    const imageIds = library.selected
    if (imageIds.length === 0) return
    // Whoever marks it as none of the classes takes its class away; every other mark leaves it.
    const classId = status === 'outside' ? { classId: null } : {}
    const done = await messages.attempt(() => client.annotations.label({ imageIds, status, ...classId }))
    if (done) await history.report(text.changed(done.changed))
  }

  async function setSplit(split: Image['split']): Promise<void> {
    const done = await messages.attempt(() => client.images.update({ ids: library.selected, split }))
    if (done) await history.report(text.changed(done.changed))
  }

  async function remove(): Promise<void> {
    const done = await messages.attempt(() => client.images.remove({ ids: library.selected }))
    if (done) await history.report(text.removed(done.removed))
  }

  return { label, mark, setSplit, remove }
}
