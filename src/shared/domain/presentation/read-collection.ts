import { createBudget, BudgetExceeded, type Budget } from '../json/budget'
import { asArray, hasType, idOf, isRecord, own, pointer, type JsonRecord } from '../json/json-value'
import { readText } from './localised-text'
import type { CollectionItem, PresentationProblem, ReadCollection } from './model'
import { describe } from './read-manifest'
import { pickThumbnail } from './thumbnail'

/** The keys that list members: version 3, and the three of version 2 (`members` mixes both kinds). */
const LISTS = ['items', 'members', 'manifests', 'collections'] as const

/** Reads a collection of either version, also a version 3 one with version 2 members. Never throws. */
export function readCollection(json: unknown, budget: Budget = createBudget()): ReadCollection {
  const problems: PresentationProblem[] = []
  const items: CollectionItem[] = []
  const node: JsonRecord = isRecord(json) ? json : {}
  const seen = new Set<string>()
  try {
    for (const key of LISTS)
      asArray(own(node, key)).forEach((member, index) => {
        budget.spend(5)
        const id = idOf(member)
        const at = pointer('', key, index)
        if (id === null)
          problems.push({ pointer: at, code: 'NO_ID', message: 'The entry has no id, so it cannot be opened.' })
        else if (!seen.has(id)) {
          seen.add(id)
          items.push(readMember(member, id, key))
        }
      })
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    problems.push({ pointer: '', code: 'TOO_MUCH_WORK', message: `${error.message} The rest is left out.` })
  }
  const paged = items.length === 0 ? own(node, 'first') : undefined
  const next = [own(node, 'next'), paged].flatMap(value => idOf(value) ?? [])
  return { ...describe(node), id: idOf(node), items, next, problems }
}

function readMember(member: unknown, id: string, key: (typeof LISTS)[number]): CollectionItem {
  const node: JsonRecord = isRecord(member) ? member : {}
  const isCollection = hasType(node, 'Collection') || (key === 'collections' && !hasType(node, 'Manifest'))
  const isEmbedded = ['items', 'sequences', 'manifests', 'members', 'collections'].some(
    name => asArray(own(node, name)).length > 0
  )
  return {
    kind: isCollection ? 'collection' : 'manifest',
    id,
    label: readText(own(node, 'label')),
    thumbnail: pickThumbnail(own(node, 'thumbnail'), []),
    embedded: isEmbedded ? node : null
  }
}
