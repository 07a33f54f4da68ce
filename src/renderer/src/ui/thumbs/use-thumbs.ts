import { onEvent } from '@/api/listeners'
import { createThumbStore, type ThumbPorts, type ThumbStore } from './thumb-store'

const ports: ThumbPorts = {
  async fetch(url, signal) {
    const response = await fetch(url, { signal })
    if (!response.ok || !response.body) throw new Error(`Thumbnails: the answer was ${response.status}.`)
    return response.body
  },
  // Copied, because a Blob may not be made of a view of a growing stream buffer.
  decode: bytes => createImageBitmap(new Blob([new Uint8Array(bytes)])),
  createPage(edge) {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = edge
    // Cells are written often and read only by drawImage: keep the page where writing is cheap.
    const context = canvas.getContext('2d', { willReadFrequently: true })
    return {
      source: canvas,
      put: (pixels, width, height, x, y) => context?.putImageData(new ImageData(pixels, width, height), x, y)
    }
  },
  nextFrame: run => void requestAnimationFrame(run)
}

let store: ThumbStore | null = null

/** The window's thumbnails; one store, so that a picture shown in two places is fetched once. */
export function useThumbs(): ThumbStore {
  if (store) return store
  const created = createThumbStore(ports)
  let path: string | null = null
  onEvent(event => {
    // A picture may have come that was not there.
    if (event.type === 'changed' && event.topics.includes('images')) created.retry(event.imageIds)
    if (event.type !== 'project') return
    const next = event.project?.path ?? null
    if (next !== path) created.clear()
    path = next
  })
  store = created
  return created
}
