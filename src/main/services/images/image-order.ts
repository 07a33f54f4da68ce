import type { ImageQuery, ImageQueryResult } from '@shared/contract/images'
import type { IndexedImage } from './image-index'
import type { QueryContext } from './query-context'
import { naturalKey } from './text-keys'

type Key = string | number

/** Images without a value come last in either direction; equal ones keep the order of import. */
export function sortImages(
  images: readonly IndexedImage[],
  sort: ImageQuery['sort'],
  context: QueryContext
): readonly IndexedImage[] {
  if (sort.by === 'imported') return sort.descending ? [...images].reverse() : images
  const keyOf = keyFunction(sort.by, context)
  const keyed = images.map(image => ({ image, key: keyOf(image) }))
  const sign = sort.descending ? -1 : 1
  keyed.sort((a, b) => {
    if (a.key === b.key) return 0
    if (a.key === null) return 1
    if (b.key === null) return -1
    return a.key < b.key ? -sign : sign
  })
  return keyed.map(({ image }) => image)
}

function keyFunction(by: string, { classes }: QueryContext): (image: IndexedImage) => Key | null {
  switch (by) {
    case 'name':
      return image => image.nameKey
    case 'class': {
      const positions = new Map(classes.map(({ id }, position) => [id, position]))
      return image => positions.get(image.classIds[0] ?? 0) ?? null
    }
    case 'size':
      return image => image.longestSide
    case 'boxes':
      return image => image.boxes
    case 'modified':
      return image => image.modifiedAt
    case 'certainty':
      return image => image.certainty
    default: {
      const column = by.slice('metadata:'.length)
      return image => {
        const value = image.metadata[column]
        return value === undefined ? null : naturalKey(value)
      }
    }
  }
}

interface Grouping {
  readonly key: (image: IndexedImage) => string
  readonly title: (key: string) => string
  /** Keys in the order of the groups. */
  readonly order: readonly string[]
}

export function groupImages(
  images: readonly IndexedImage[],
  groupBy: ImageQuery['groupBy'],
  context: QueryContext
): { images: readonly IndexedImage[]; groups: ImageQueryResult['groups'] } {
  if (groupBy === null) return { images, groups: [] }
  const { key, title, order } = groupingBy(groupBy, context)
  const members = new Map<string, IndexedImage[]>(order.map(name => [name, []]))
  for (const image of images) members.get(key(image))?.push(image)
  const groups: ImageQueryResult['groups'] = []
  const grouped: IndexedImage[] = []
  for (const [name, group] of members) {
    if (group.length === 0) continue
    groups.push({ key: name, title: title(name), start: grouped.length, count: group.length })
    for (const image of group) grouped.push(image)
  }
  return { images: grouped, groups }
}

const splitTitles: Readonly<Record<string, string>> = {
  train: 'Training',
  validation: 'Validation',
  test: 'Test',
  none: 'No split'
}

function groupingBy(groupBy: NonNullable<ImageQuery['groupBy']>, { classes, sources }: QueryContext): Grouping {
  switch (groupBy) {
    case 'split':
      return {
        key: image => image.split,
        title: name => splitTitles[name] ?? name,
        order: Object.keys(splitTitles)
      }
    case 'source':
      return byName(image => image.sourceId, sources, '')
    case 'class':
      return byName(image => image.classIds[0] ?? 0, [...classes, { id: 0, name: 'No class' }], 'No class')
  }
}

function byName(
  idOf: (image: IndexedImage) => number,
  entries: readonly { readonly id: number; readonly name: string }[],
  fallback: string
): Grouping {
  const names = new Map(entries.map(({ id, name }) => [String(id), name]))
  return { key: image => String(idOf(image)), title: key => names.get(key) ?? fallback, order: [...names.keys()] }
}
