import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { client } from '@/api/client'
import { toFailure } from '@/api/failure'
import { createRefresher } from '@/api/refresher'
import { useHistory } from '@/stores/history'
import { useTopics } from '@/ui/use-topics'
import type { Manifest, ManifestChange } from '@shared/contract/manifests'
import { gatherAt } from '@shared/domain/presentation/canvas-order'

/** The manifest with this id as the backend has it, ahead by the edits that are on their way. */
export function useManifest(id: () => number | null) {
  const history = useHistory()
  const manifest = shallowRef<Manifest | null>(null)
  const isGone = ref(false)
  /** Why the latest edit was refused. */
  const refusal = ref('')
  let waiting = 0
  let queue = Promise.resolve()

  const load = createRefresher(async () => {
    const asked = id()
    if (asked === null) return
    try {
      const found = await client.manifests.get({ id: asked })
      if (asked !== id()) return
      isGone.value = false
      // What is on its way would jump back for a moment: the last edit asks again.
      if (waiting === 0) manifest.value = found
    } catch (error) {
      if (asked !== id()) return
      manifest.value = null
      isGone.value = true
      refusal.value = toFailure(error).message
    }
  })
  watch(
    id,
    () => {
      manifest.value = null
      refusal.value = ''
      void load()
    },
    { immediate: true }
  )
  useTopics(['manifests', 'images'], () => void load())
  onScopeDispose(history.track({ pending: () => waiting > 0, settled: () => queue }))

  /** Edits follow one another; `ahead` shows what this one will come to. */
  function edit(work: (id: number) => Promise<unknown>, ahead?: (now: Manifest) => Partial<Manifest>): Promise<void> {
    const now = manifest.value
    if (!now) return queue
    if (ahead) manifest.value = { ...now, ...ahead(now) }
    waiting++
    queue = queue.then(async () => {
      try {
        await work(now.id)
        refusal.value = ''
      } catch (error) {
        refusal.value = toFailure(error).message
      } finally {
        waiting--
        if (waiting === 0) await load()
      }
    })
    return queue
  }

  return {
    manifest,
    isGone,
    refusal,
    gone: computed(() => manifest.value?.canvases.filter(({ name }) => name === null) ?? []),
    reload: load,
    change: (change: ManifestChange) => edit(id => client.manifests.update({ id, change })),
    label: (canvasId: number, label: Manifest['label']) =>
      edit(() => client.manifests.updateCanvas({ canvasId, label })),
    crop: (canvasId: number, thumbnail: Manifest['canvases'][number]['thumbnail']) =>
      edit(() => client.manifests.updateCanvas({ canvasId, thumbnail })),
    move: (moved: ReadonlySet<number>, to: number, gesture: string) =>
      edit(
        id => client.manifests.moveCanvases({ id, canvasIds: [...moved], to, gesture }),
        ({ canvases }) => ({ canvases: [...gatherAt(canvases, moved, to)] })
      ),
    takeOut: (taken: ReadonlySet<number>) =>
      edit(
        id => client.manifests.removeCanvases({ id, canvasIds: [...taken] }),
        ({ canvases }) => ({ canvases: canvases.filter(canvas => !taken.has(canvas.id)) })
      )
  }
}

export type OpenManifest = ReturnType<typeof useManifest>
