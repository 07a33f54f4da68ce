import type { Skipped } from '@shared/contract/sources'
import type { ParsedAnnotation } from '@shared/domain/annotation/model'
import { parseAll } from '@shared/domain/annotation/parse-all'
import { createBudget } from '@shared/domain/json/budget'
import { createPointerFinder } from '@shared/domain/json/find-pointer'
import { createCanvasIndex } from '@shared/domain/presentation/canvas-index'
import type { ReadAnnotations, ReadManifest } from '@shared/domain/presentation/model'
import { sideBySide } from '../side-by-side'
import { resolveReference, type Documents, type FoundDocument } from './documents'
import { explainResource } from './explain-resource'

/** Lists and pages that one manifest's annotations are read from. */
const maxLists = 5000
/** Lists that are fetched side by side; the fetcher is politer still to each host. */
const atOnce = 6

export interface GatheredAnnotation {
  readonly annotation: ParsedAnnotation
  /** Address or path of the document that it stands in. */
  readonly document: string
}

type PointerFinder = ReturnType<typeof createPointerFinder>

interface ListReference {
  readonly url: string
  /** The document that names it, and where. */
  readonly from: string
  readonly pointer: string
}

/**
 * All annotations of a manifest by the canvas that they are about, wherever they stand: in the manifest, in lists that it
 * names, in further pages of those. An annotation of several canvases comes to each. What can't be read, and what is about
 * no canvas of the manifest, is told in `skipped`.
 */
export async function gatherAnnotations(
  manifest: ReadManifest,
  { from, json: manifestJson }: Pick<FoundDocument, 'from' | 'json'>,
  documents: Documents,
  skipped: Skipped[],
  checkpoint: () => Promise<void>
): Promise<ReadonlyMap<string, readonly GatheredAnnotation[]>> {
  const findCanvas = createCanvasIndex(manifest.canvases)
  const gathered = new Map<string, GatheredAnnotation[]>()
  const ids = new Set<string>()
  const budget = createBudget()

  function take(annotation: ParsedAnnotation, document: string, find: PointerFinder, published = document): void {
    // The same annotation stands in several lists of some servers.
    if (annotation.id !== null && ids.has(annotation.id)) return
    if (annotation.id !== null) ids.add(annotation.id)
    const canvases = new Set(annotation.targets.map(({ source }) => findCanvas(source)))
    for (const canvas of canvases) {
      if (!canvas) continue
      const found = gathered.get(canvas.id) ?? []
      found.push({ annotation, document: published })
      gathered.set(canvas.id, found)
    }
    if (!canvases.has(undefined)) return
    const lost = annotation.targets.find(({ source }) => !findCanvas(source))?.source ?? ''
    const pointer = find(annotation.original) || (annotation.id ?? '')
    skipped.push({ source: document, pointer, code: 'NO_CANVAS', message: `The manifest has no canvas ${lost}.` })
  }

  async function readList({ url, from: namedBy, pointer }: ListReference): Promise<readonly ListReference[]> {
    const address = resolveReference(url, namedBy)
    try {
      const { json, from: document } = await documents.json(address)
      const { parsed, failed, references } = parseAll(json, { budget })
      const find = createPointerFinder(json)
      for (const annotation of parsed) take(annotation, document, find)
      for (const problem of failed) skipped.push({ source: document, ...problem })
      return references.map(reference => ({ url: reference, from: document, pointer: '' }))
    } catch (error) {
      skipped.push({ source: namedBy, pointer, url: address, ...explainResource(error) })
      return []
    }
  }

  const find = createPointerFinder(manifestJson)
  const seen = new Set<string>()
  let waiting: readonly ListReference[] = [manifest, ...manifest.canvases].flatMap(({ annotations }) => {
    for (const annotation of annotations.inline) take(annotation, from, find, manifest.id ?? from)
    return listsOf(annotations, from)
  })
  while (waiting.length > 0) {
    const fresh = waiting.filter(({ url }) => !seen.has(url) && seen.add(url))
    const next: ListReference[] = []
    if (seen.size > maxLists) {
      const message = `Only ${maxLists.toLocaleString('en')} annotation lists of a manifest are read.`
      skipped.push({ source: from, pointer: fresh[0]?.pointer ?? '', code: 'TOO_LARGE', message })
      break
    }
    await sideBySide(atOnce, fresh, async reference => {
      next.push(...(await readList(reference)))
      await checkpoint()
    })
    waiting = next
  }
  return gathered
}

function listsOf({ references, pointers }: ReadAnnotations, from: string): readonly ListReference[] {
  return references.map((url, index) => ({ url, from, pointer: pointers[index] ?? '' }))
}
