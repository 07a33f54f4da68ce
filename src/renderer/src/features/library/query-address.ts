import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import * as v from 'valibot'
import { imageQuerySchema, imageSortSchema, splitSchema, type ImageFilter } from '@shared/contract/images'
import { statusSchema } from '@shared/contract/annotations'

export type LibraryQuery = v.InferOutput<typeof imageQuerySchema>
type Sort = v.InferOutput<typeof imageSortSchema>

const sizes = ['tiny', 'small', 'medium', 'large'] as const
const groupings = ['source', 'class', 'split'] as const
/** Collections are looked at source by source unless one says otherwise. */
const usualGroup = 'source'

const textOf = (value: LocationQuery[string] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null
const listOf = (value: LocationQuery[string] | undefined): readonly string[] | undefined => {
  const text = textOf(value)
  return text === null || text === '' ? undefined : text.split(',')
}
const known = <T extends string>(allowed: readonly T[], values: readonly string[] | undefined): T[] | undefined =>
  values && allowed.filter(value => values.includes(value))
const flag = (text: string | null): boolean | undefined => (text === null ? undefined : text === '1')
const ids = (values: readonly string[] | undefined): number[] | undefined =>
  values?.map(Number).filter(id => Number.isInteger(id) && id > 0)

/** Reads the filters, the order and the grouping from an address; what it doesn't understand is left out. */
export function readQuery(address: LocationQuery): LibraryQuery {
  const classes = listOf(address.class)?.map(value => (value === 'none' ? null : Number(value)))
  const metadata = Object.entries(address).flatMap(([key, value]) => {
    const values = key.startsWith('meta.') ? listOf(value) : undefined
    return values ? [[key.slice(5), values.map(decodeURIComponent)] as const] : []
  })
  const filter: Record<keyof ImageFilter, unknown> = {
    text: textOf(address.text) || undefined,
    classes: classes?.filter(id => id === null || (Number.isInteger(id) && id > 0)),
    sources: ids(listOf(address.source)),
    splits: known(splitSchema.options, listOf(address.split)),
    status: known(statusSchema.options, listOf(address.status)),
    labelled: flag(textOf(address.labelled)),
    boxes: flag(textOf(address.boxes)),
    size: known(sizes, listOf(address.size)),
    metadata: metadata.length > 0 ? Object.fromEntries(metadata) : undefined,
    ids: ids(listOf(address.ids))
  }
  return v.parse(imageQuerySchema, {
    filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
    sort: readSort(textOf(address.sort)),
    groupBy: readGroup(textOf(address.group))
  })
}

function readGroup(text: string | null): LibraryQuery['groupBy'] {
  return text === 'none' ? null : (groupings.find(group => group === text) ?? usualGroup)
}

function readSort(text: string | null): Sort {
  const descending = text?.startsWith('-') ?? false
  const parsed = v.safeParse(imageSortSchema, { by: descending ? text?.slice(1) : text, descending })
  return parsed.success ? parsed.output : { by: 'imported', descending: false }
}

/** The address of a query; what is as usual is left out. */
export function writeQuery({ filter, sort, groupBy }: LibraryQuery): LocationQueryRaw {
  const sorted = `${sort.descending ? '-' : ''}${sort.by}`
  const parts: Record<string, string | undefined> = {
    text: filter.text,
    class: filter.classes?.map(id => id ?? 'none').join(','),
    source: filter.sources?.join(','),
    split: filter.splits?.join(','),
    status: filter.status?.join(','),
    labelled: filter.labelled === undefined ? undefined : filter.labelled ? '1' : '0',
    boxes: filter.boxes === undefined ? undefined : filter.boxes ? '1' : '0',
    size: filter.size?.join(','),
    ids: filter.ids?.join(','),
    sort: sorted === 'imported' ? undefined : sorted,
    group: groupBy === usualGroup ? undefined : (groupBy ?? 'none')
  }
  for (const [name, values] of Object.entries(filter.metadata ?? {})) {
    parts[`meta.${name}`] = values.map(encodeURIComponent).join(',')
  }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== ''))
}

/** How many filters are on. */
export const countFilters = (filter: ImageFilter): number =>
  Object.entries(filter).reduce((sum, [key, value]) => {
    if (value === undefined) return sum
    return sum + (key === 'metadata' ? Object.keys(value).length : 1)
  }, 0)
