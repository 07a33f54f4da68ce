import { BudgetExceeded, createBudget, type Budget } from '../json/budget'
import { isDeeperThan, MAX_DEPTH } from '../json/depth'
import { asArray, hasType, idOf, isRecord, own, pointer } from '../json/json-value'
import type { AnnotationProblem, ParsedAnnotation, ParsedAnnotations } from './model'
import { looksLikeAnnotation, parseAnnotation } from './parse-annotation'

/** What reading depends on besides the document. */
export interface ParseContext {
  /** Units of work that may be spent; shared when several documents belong together. */
  readonly budget?: Budget
  /** JSON pointer of `json` in the document that it was taken from. */
  readonly base?: string
}

/** Lists within lists that are followed: a collection, its page, the page's items. */
const MAX_LIST_NESTING = 4

/**
 * Reads every annotation of a document, in any list form: AnnotationPage, AnnotationList (`sc:` or `oa:`),
 * AnnotationCollection or Layer with embedded pages, a bare array, a single annotation. Never throws; what can't be
 * read is told in `failed`, and pages that are only named come back in `references`.
 */
export function parseAll(json: unknown, context: ParseContext = {}): ParsedAnnotations {
  const budget = context.budget ?? createBudget()
  const parsed: ParsedAnnotation[] = []
  const failed: AnnotationProblem[] = []
  const references = new Set<string>()

  function visit(value: unknown, at: string, nesting: number): void {
    budget.spend(1)
    if (nesting > MAX_LIST_NESTING) {
      failed.push({ pointer: at, code: 'TOO_DEEP', message: 'Lists are nested too deeply.' })
    } else if (Array.isArray(value)) {
      value.forEach((one, index) => visit(one, pointer(at, index), nesting + 1))
    } else if (isRecord(value) && !looksLikeAnnotation(value) && isList(value)) {
      visitList(value, at, nesting)
    } else if (looksLikeAnnotation(value)) {
      if (isDeeperThan(value, MAX_DEPTH, budget)) {
        failed.push({ pointer: at, code: 'TOO_DEEP', message: `The annotation nests deeper than ${MAX_DEPTH} levels.` })
        return
      }
      const annotation = parseAnnotation(value, at, budget, failed)
      if (annotation) parsed.push(annotation)
    } else failed.push({ pointer: at, code: 'NOT_AN_ANNOTATION', message: 'This is neither an annotation nor a list.' })
  }

  function visitList(list: Readonly<Record<string, unknown>>, at: string, nesting: number): void {
    for (const key of ['resources', 'items', '@graph', 'first', 'otherContent'] as const) {
      if (!Object.hasOwn(list, key)) continue
      const value = list[key]
      if (isReference(value)) addReference(value)
      else
        asArray(value).forEach((one, index) => {
          if (key !== 'items' && key !== 'resources' && isReference(one)) addReference(one)
          else visit(one, Array.isArray(value) ? pointer(at, key, index) : pointer(at, key), nesting + 1)
        })
    }
    addReference(own(list, 'next'))
    // A page that only has its id is elsewhere.
    if (isReference(list)) addReference(list)
  }

  function addReference(value: unknown): void {
    const id = idOf(value)
    if (id !== null) references.add(id)
  }

  try {
    visit(json, context.base ?? '', 0)
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    failed.push({
      pointer: context.base ?? '',
      code: 'TOO_MUCH_WORK',
      message: `${error.message} The rest is left out.`
    })
  }
  return { parsed, failed, references: [...references] }
}

const LIST_TYPES = ['AnnotationPage', 'AnnotationList', 'AnnotationCollection', 'Layer', 'OrderedCollectionPage']
const CONTENT_KEYS = ['resources', 'items', '@graph', 'first', 'otherContent']

function isList(value: unknown): boolean {
  if (!isRecord(value)) return false
  return hasType(value, ...LIST_TYPES) || ['resources', '@graph'].some(key => Array.isArray(own(value, key)))
}

/** A node that names a page or list without bringing its content. */
function isReference(value: unknown): boolean {
  if (typeof value === 'string') return true
  return isRecord(value) && hasType(value, ...LIST_TYPES) && !CONTENT_KEYS.some(key => Object.hasOwn(value, key))
}
