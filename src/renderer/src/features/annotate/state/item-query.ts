import * as v from 'valibot'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { imageFilterSchema, imageQuerySchema, imageSortSchema } from '@shared/contract/images'
import type { ItemQuery } from './items'

const jsonOf = (value: LocationQuery[string] | undefined): unknown => {
  try {
    return typeof value === 'string' ? JSON.parse(value) : undefined
  } catch {
    return undefined
  }
}

/**
 * Which images an address goes through: `filter` and `sort` as JSON in the contract's form, `group` by name; what is no
 * such thing is left out.
 */
export function itemQueryOf(query: LocationQuery): ItemQuery {
  const filter = v.safeParse(imageFilterSchema, jsonOf(query.filter) ?? {})
  const sort = v.safeParse(imageSortSchema, jsonOf(query.sort))
  const group = v.safeParse(imageQuerySchema.entries.groupBy, query.group)
  return {
    filter: filter.success ? filter.output : {},
    ...(sort.success && { sort: sort.output }),
    ...(group.success && { groupBy: group.output })
  }
}

/** Whether an address goes through what models have suggested. */
export const isReview = (query: LocationQuery): boolean =>
  itemQueryOf(query).filter.status?.includes('suggested') ?? false

/** The image that an address names. */
export function imageIdOf(query: LocationQuery): number | null {
  const id = Number(query.image)
  return Number.isInteger(id) && id > 0 ? id : null
}

/** The same address for another image. */
export function withImage(query: LocationQuery, imageId: number): LocationQueryRaw {
  const { box: _, ...rest } = query
  return { ...rest, image: String(imageId) }
}
