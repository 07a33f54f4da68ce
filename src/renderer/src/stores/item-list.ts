import { client } from '@/api/client'

/** The question whose answer is the list that an item was opened from, as the backend is asked it. */
export type ItemList =
  | { readonly kind: 'evaluation'; readonly query: Parameters<typeof client.evaluation.items>[0] }
  | { readonly kind: 'comparison'; readonly query: Parameters<typeof client.comparison.items>[0] }

export interface ListedItem {
  readonly imageId: number
  readonly annotationId: string | null
}

/** An item's place in its list, from 0. */
export interface ItemPlace {
  readonly list: ItemList
  readonly at: number
}

/** Where an item stands, and who is beside it. */
export interface Neighbours {
  readonly total: number
  /** Null = an edit took it out of the list; then the next one has come into its place. */
  readonly at: number | null
  readonly previous: { readonly item: ListedItem; readonly at: number } | null
  readonly next: { readonly item: ListedItem; readonly at: number } | null
}

type Page = Promise<{ readonly total: number; readonly items: readonly ListedItem[] }>

/** For the query of an item's address. */
export const writeItemPlace = ({ list, at }: ItemPlace) => ({ list: JSON.stringify(list), at: String(at) })

/** Null where the address names no list; what it names is checked by the backend that is asked. */
export function readItemPlace({ list, at }: Readonly<Record<string, unknown>>): ItemPlace | null {
  if (typeof list !== 'string' || typeof at !== 'string' || !/^\d+$/.test(at)) return null
  try {
    const parsed: unknown = JSON.parse(list)
    const kind = typeof parsed === 'object' && parsed !== null && 'kind' in parsed ? parsed.kind : null
    // Written by writeItemPlace; a query typed by hand is refused by the contract's schema.
    return kind === 'evaluation' || kind === 'comparison' ? { list: parsed as ItemList, at: Number(at) } : null
  } catch {
    return null
  }
}

export function fetchItems({ kind, query }: ItemList, offset: number, limit: number): Page {
  return kind === 'evaluation'
    ? client.evaluation.items({ ...query, offset, limit })
    : client.comparison.items({ ...query, offset, limit })
}

/** Who stands beside an item that stood at `at` when it was opened. */
export async function findNeighbours(
  fetch: (offset: number, limit: number) => Page,
  at: number,
  current: ListedItem
): Promise<Neighbours> {
  const offset = Math.max(0, at - 1)
  const { total, items } = await fetch(offset, 3)
  const found = items.findIndex(
    ({ imageId, annotationId }) => imageId === current.imageId && annotationId === current.annotationId
  )
  const place = (index: number): Neighbours['next'] => {
    const item = items[index]
    return item ? { item, at: offset + index } : null
  }
  if (found >= 0) return { total, at: offset + found, previous: place(found - 1), next: place(found + 1) }
  return { total, at: null, previous: at > 0 ? place(0) : null, next: place(at - offset) }
}
