import { BudgetExceeded, createBudget, type Budget } from '../json/budget'
import { isDeeperThan, MAX_DEPTH } from '../json/depth'
import { asArray, asText, hasType, idOf, isRecord, own, pointer, type JsonRecord } from '../json/json-value'
import { readAttribution } from './attribution'
import { readLabelled, readText } from './localised-text'
import type { PresentationProblem, ReadCanvas, ReadManifest, ReadRange } from './model'
import { readAnnotations, readCanvas } from './read-canvas'
import { readRanges } from './read-ranges'

/**
 * Reads a Presentation 2 or 3 manifest, however invalid, or a lone canvas. Never throws: what can't be read is told in
 * `problems`, and everything else is there.
 */
export function readManifest(json: unknown, budget: Budget = createBudget()): ReadManifest {
  const problems: PresentationProblem[] = []
  const canvases: ReadCanvas[] = []
  let ranges: readonly ReadRange[] = []
  let annotations: ReadManifest['annotations'] = { inline: [], references: [], pointers: [] }
  const node: JsonRecord = isRecord(json) ? json : {}
  try {
    if (isDeeperThan(json, MAX_DEPTH, budget))
      problems.push({ pointer: '', code: 'TOO_DEEP', message: `The manifest nests deeper than ${MAX_DEPTH} levels.` })
    else {
      readCanvases(node, canvases, budget, problems)
      ranges = readRanges(own(node, 'structures'), budget)
      annotations = hasType(node, 'Canvas') ? annotations : readAnnotations(node, '', budget, problems)
    }
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    problems.push({ pointer: '', code: 'TOO_MUCH_WORK', message: `${error.message} The rest is left out.` })
  }
  return {
    ...describe(node),
    id: idOf(node),
    version: isVersion2(node) ? 2 : 3,
    provider: asArray(own(node, 'provider')).flatMap(one => (isRecord(one) ? readText(own(one, 'label')) : [])),
    viewingDirection: asText(own(node, 'viewingDirection')),
    behavior: asArray(own(node, 'behavior', 'viewingHint')).filter(hint => typeof hint === 'string'),
    canvases,
    ranges,
    annotations,
    problems
  }
}

/** Whether a resource is written in Presentation 2's words. */
function isVersion2(node: JsonRecord): boolean {
  return Object.hasOwn(node, '@type') || Object.hasOwn(node, 'sequences') || Object.hasOwn(node, '@id')
}

/** Label, summary, metadata and rights, which manifests and collections share. */
export function describe(
  node: JsonRecord
): Pick<ReadManifest, 'label' | 'summary' | 'metadata' | 'rights' | 'requiredStatement'> {
  return {
    label: readText(own(node, 'label')),
    summary: readText(own(node, 'summary', 'description')),
    metadata: readLabelled(own(node, 'metadata')),
    ...readAttribution(node)
  }
}

function readCanvases(node: JsonRecord, canvases: ReadCanvas[], budget: Budget, problems: PresentationProblem[]): void {
  const ids = new Set<string>()
  const { nodes, at } = hasType(node, 'Canvas') ? { nodes: [node], at: null } : findCanvases(node, problems)
  nodes.forEach((one, index) => {
    const where = at === null ? '' : pointer(at, index)
    if (!isRecord(one)) {
      problems.push({ pointer: where, code: 'NO_IMAGE', message: 'The canvas is only named, not described.' })
      return
    }
    const canvas = readCanvas(one, where, budget, problems)
    if (!canvas) return
    if (ids.has(canvas.id)) {
      problems.push({
        pointer: where,
        code: 'DUPLICATE_CANVAS',
        message: 'A canvas with this id occurs already; the first is used.'
      })
      return
    }
    ids.add(canvas.id)
    canvases.push(canvas)
  })
  if (nodes.length === 0)
    problems.push({ pointer: '', code: 'NO_CANVASES', message: 'The document contains no canvases.' })
}

function findCanvases(node: JsonRecord, problems: PresentationProblem[]): { nodes: readonly unknown[]; at: string } {
  const sequences = asArray(own(node, 'sequences'))
  const index = sequences.findIndex(one => isRecord(one) && asArray(own(one, 'canvases', 'items')).length > 0)
  const sequence = sequences[index]
  if (sequences.length > 1 && index >= 0)
    problems.push({
      pointer: '/sequences',
      code: 'OTHER_SEQUENCE',
      message: `Of ${sequences.length} page orders the first with canvases is used.`
    })
  if (isRecord(sequence)) {
    const key = own(sequence, 'canvases') === undefined ? 'items' : 'canvases'
    return { nodes: asArray(own(sequence, key)), at: pointer('/sequences', index, key) }
  }
  const key = own(node, 'items') === undefined ? 'canvases' : 'items'
  return { nodes: asArray(own(node, key)), at: pointer('', key) }
}
