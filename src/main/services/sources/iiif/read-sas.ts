import { VitrineError } from '@shared/contract/errors'
import type { Skipped } from '@shared/contract/sources'
import { parseAll } from '@shared/domain/annotation/parse-all'
import { isHttpUrl } from '@shared/domain/presentation/url'
import type { Fetcher } from '../../../net/fetcher'
import type { ImportPlan, PlannedAddition, ReaderContext } from '../import-plan'
import { sideBySide } from '../side-by-side'
import { createDocuments } from './documents'
import { planLabels } from './plan-annotations'

/** Canvases that are asked for side by side. */
const atOnce = 4
/** Canvases in a row that a server fails on before it is given up. */
const patience = 5

/**
 * Annotations that a Simple Annotation Server has for the project's canvases. Asked by `search`, since its lists by md5
 * exist only once somebody has opened them there.
 */
export async function readSas(context: ReaderContext, fetcher: Fetcher): Promise<ImportPlan> {
  const { input, known, job } = context
  const server = input.from.replace(/\/+$/, '').replace(/\/annotation(\/search)?$/, '')
  if (!isHttpUrl(server)) {
    throw new VitrineError('INVALID_INPUT', `“${server}” is no address of an annotation server: it begins with http.`)
  }
  const documents = createDocuments(fetcher, { signal: job.signal, allowHosts: input.allowHosts })
  const additions: PlannedAddition[] = []
  const skipped: Skipped[] = []
  // Ids that were made here mean nothing to a server.
  const images = known.all().filter(({ canvasId }) => !canvasId.startsWith('urn:uuid:'))
  if (images.length === 0) {
    throw new VitrineError('INVALID_INPUT', 'The project has no IIIF canvases yet. Import their manifest first.')
  }
  let failures = 0
  let done = 0
  await sideBySide(atOnce, images, async image => {
    try {
      const address = `${server}/annotation/search?uri=${encodeURIComponent(image.canvasId)}`
      const { parsed, failed } = parseAll((await documents.json(address)).json)
      const canvas = { id: image.canvasId, size: image.canvas ?? image, image }
      additions.push({ imageId: image.id, labels: parsed.flatMap(one => planLabels(one, canvas, server)) })
      skipped.push(...failed.map(problem => ({ source: server, ...problem })))
      failures = 0
    } catch (error) {
      if (!(error instanceof VitrineError) || error.code === 'CANCELLED' || ++failures >= patience) throw error
      skipped.push({ source: server, pointer: image.canvasId, code: error.code, message: error.message })
    }
    await job.checkpoint()
    job.progress(++done / images.length, `${done} of ${images.length} canvases`)
  })
  return {
    source: { kind: 'sas', name: new URL(server).host, uri: server, rights: null },
    classes: [],
    images: [],
    additions: additions.sort((a, b) => a.imageId - b.imageId),
    skipped
  }
}
