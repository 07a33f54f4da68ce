import { parseAll } from '../annotation/parse-all'
import type { Budget } from '../json/budget'
import { idOf, own, pointer, type JsonRecord } from '../json/json-value'
import { readAttribution } from './attribution'
import { readLabelled, readText } from './localised-text'
import type { PresentationProblem, ReadAnnotations, ReadCanvas } from './model'
import { positive, readPainting } from './read-painting'
import { pickThumbnail } from './thumbnail'

/** Reads one canvas; null when it has no id, since nothing could ever refer to it. */
export function readCanvas(
  node: JsonRecord,
  at: string,
  budget: Budget,
  problems: PresentationProblem[]
): ReadCanvas | null {
  budget.spend(10)
  const id = idOf(node)
  if (id === null) {
    problems.push({
      pointer: at,
      code: 'NO_ID',
      message: 'The canvas has no id, so annotations could not refer to it.'
    })
    return null
  }
  const images = readPainting(node, at, budget, problems)
  const first = images[0]
  let width = positive(own(node, 'width'))
  let height = positive(own(node, 'height'))
  if (width === null || height === null) {
    width = first?.width ?? first?.service?.width ?? null
    height = first?.height ?? first?.service?.height ?? null
    if (first)
      problems.push({
        pointer: at,
        code: 'NO_SIZE',
        message: 'The canvas states no size; the size of its image is used instead.'
      })
  }
  if (!first) problems.push({ pointer: at, code: 'NO_IMAGE', message: 'The canvas has no image that can be shown.' })
  return {
    pointer: at,
    id,
    label: readText(own(node, 'label')),
    width,
    height,
    images,
    thumbnail: pickThumbnail(own(node, 'thumbnail'), images),
    metadata: readLabelled(own(node, 'metadata')),
    annotations: readAnnotations(node, at, budget, problems),
    ...readAttribution(node)
  }
}

/** Reads `annotations` and `otherContent`: what is embedded is parsed, what is only named is listed. */
export function readAnnotations(
  node: JsonRecord,
  at: string,
  budget: Budget,
  problems: PresentationProblem[]
): ReadAnnotations {
  const inline: ReadAnnotations['inline'][number][] = []
  const references = new Map<string, string>()
  const refer = (id: string, where: string): void => void (references.has(id) || references.set(id, where))
  for (const key of ['annotations', 'otherContent'] as const) {
    const value = own(node, key)
    for (const [index, list] of (Array.isArray(value) ? value : value === undefined ? [] : [value]).entries()) {
      if (typeof list === 'string') {
        refer(list, Array.isArray(value) ? pointer(at, key, index) : pointer(at, key))
        continue
      }
      const { parsed, failed, references: named } = parseAll(list, { budget, base: pointer(at, key, index) })
      for (const annotation of parsed) inline.push(annotation)
      for (const problem of failed) problems.push(problem)
      for (const reference of named) refer(reference, pointer(at, key, index))
    }
  }
  return { inline, references: [...references.keys()], pointers: [...references.values()] }
}
