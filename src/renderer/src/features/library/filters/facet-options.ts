import type { ClassEntry } from '@shared/contract/classes'
import type { FacetCount, ImageFilter, ImageQueryResult } from '@shared/contract/images'
import type { Source } from '@shared/contract/sources'
import { libraryStrings as text } from '../strings'

type FacetKey = keyof ImageQueryResult['facets']
type Value = FacetCount['value']

export interface FacetOption {
  readonly value: Value
  readonly label: string
  readonly count: number
  readonly chosen: boolean
  /** The class it stands for; null = unlabelled; undefined for other facets. */
  readonly entry?: ClassEntry | null
}

export interface Facet {
  readonly key: FacetKey
  readonly title: string
  readonly options: readonly FacetOption[]
}

interface Names {
  readonly classes: ReadonlyMap<number, ClassEntry>
  readonly sources: ReadonlyMap<number, Source>
}

const order: readonly FacetKey[] = ['classes', 'labelled', 'sources', 'splits', 'status', 'boxes', 'size']

/** The facets in their order, each value with its name and whether it is chosen. Facets of one value alone are left out. */
export function listFacets(facets: ImageQueryResult['facets'], filter: ImageFilter, names: Names): readonly Facet[] {
  return order.flatMap(key => {
    const options = facets[key].map(({ value, count }) => describe(key, value, count, filter, names))
    const useful = options.length > 1 || options.some(option => option.chosen) || key === 'classes'
    return useful && options.length > 0 ? [{ key, title: text.facets[key], options }] : []
  })
}

function describe(key: FacetKey, value: Value, count: number, filter: ImageFilter, names: Names): FacetOption {
  const chosen = chosenOf(filter[key]).includes(value)
  if (key === 'classes') {
    const entry = typeof value === 'number' ? (names.classes.get(value) ?? null) : null
    return { value, label: entry?.name ?? text.values.unlabelled ?? '', count, chosen, entry }
  }
  if (key === 'sources') {
    const name = typeof value === 'number' ? names.sources.get(value)?.name : undefined
    return { value, label: name ?? String(value), count, chosen }
  }
  const word = typeof value === 'boolean' ? `${key}${value ? 'True' : 'False'}` : String(value)
  return { value, label: text.values[word] ?? word, count, chosen }
}

const chosenOf = (part: unknown): readonly unknown[] => (part === undefined ? [] : Array.isArray(part) ? part : [part])

/** The filter after a value was ticked or unticked. Two-valued facets keep at most one. */
export function toggleFacet(filter: ImageFilter, key: FacetKey, value: Value): ImageFilter {
  if (key === 'labelled' || key === 'boxes') {
    return { ...filter, [key]: filter[key] === value || typeof value !== 'boolean' ? undefined : value }
  }
  const before = chosenOf(filter[key])
  const after = before.includes(value) ? before.filter(other => other !== value) : [...before, value]
  return { ...filter, [key]: after.length > 0 ? after : undefined }
}
