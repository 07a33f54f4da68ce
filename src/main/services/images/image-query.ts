import type { FacetCount, ImageFilter, ImageQuery, ImageQueryResult } from '@shared/contract/images'
import { isLabelled, type IndexedImage } from './image-index'
import { groupImages, sortImages } from './image-order'
import type { QueryContext } from './query-context'
import { foldText } from './text-keys'

type FacetName = keyof ImageQueryResult['facets']
type FacetValue = FacetCount['value']

/** One way to filter; those with a facet also say which of its values an image has. */
interface Dimension {
  readonly matches: (image: IndexedImage) => boolean
  readonly facet?: FacetName
}

/** One value or several; at 70,000 images a list for each single value would cost more than the counting. */
const facetValues: Readonly<Record<FacetName, (image: IndexedImage) => FacetValue | readonly FacetValue[]>> = {
  classes: ({ classIds }) => (classIds.length < 2 ? (classIds[0] ?? null) : classIds),
  sources: image => image.sourceId,
  splits: image => image.split,
  status: image => image.status,
  labelled: isLabelled,
  boxes: image => image.boxes > 0,
  size: image => image.size
}
// Object.keys forgets the type of the keys.
const facetNames = Object.keys(facetValues) as FacetName[]

export function queryImages(query: ImageQuery, context: QueryContext): ImageQueryResult {
  const dimensions = dimensionsOf(query.filter, context)
  const counts = emptyCounts(context)
  const matched: IndexedImage[] = []
  for (const image of context.images) {
    const failed = firstTwoFailures(dimensions, image)
    if (failed.length === 0) {
      matched.push(image)
      for (const facet of facetNames) count(counts[facet], facetValues[facet](image))
    } else if (failed.length === 1 && failed[0]?.facet) {
      // Left out by this facet alone: it would be there if another value of it were chosen.
      const { facet } = failed[0]
      count(counts[facet], facetValues[facet](image))
    }
  }
  const sorted = sortImages(matched, query.sort, context)
  const { images, groups } = groupImages(sorted, query.groupBy, context)
  return {
    revision: context.revision,
    ids: images.map(image => image.id),
    classIds: images.map(image => image.classIds[0] ?? 0),
    crops: images.flatMap(({ id, crop }) => (crop ? [[id, ...crop] satisfies ImageQueryResult['crops'][number]] : [])),
    groups,
    facets: toFacets(counts),
    total: context.images.length
  }
}

function dimensionsOf(filter: ImageFilter, context: QueryContext): readonly Dimension[] {
  const dimensions: Dimension[] = []
  const among = (facet: FacetName, wanted: readonly FacetValue[] | undefined): void => {
    if (!wanted || wanted.length === 0) return
    const values = new Set(wanted)
    const valuesOf = facetValues[facet]
    const matches = (image: IndexedImage): boolean => {
      const found = valuesOf(image)
      return isList(found) ? found.some(value => values.has(value)) : values.has(found)
    }
    dimensions.push({ facet, matches })
  }
  if (filter.ids) dimensions.push({ matches: inSet(new Set(filter.ids)) })
  if (filter.text?.trim()) dimensions.push({ matches: textMatcher(filter.text, context) })
  if (filter.metadata) dimensions.push({ matches: metadataMatcher(filter.metadata) })
  among('classes', filter.classes)
  among('sources', filter.sources)
  among('splits', filter.splits)
  among('status', filter.status)
  among('labelled', filter.labelled === undefined ? undefined : [filter.labelled])
  among('boxes', filter.boxes === undefined ? undefined : [filter.boxes])
  among('size', filter.size)
  return dimensions
}

const inSet =
  (ids: ReadonlySet<number>) =>
  (image: IndexedImage): boolean =>
    ids.has(image.id)

/** Every word must stand somewhere in the image's texts or in the name of one of its classes. */
function textMatcher(text: string, { classes }: QueryContext): (image: IndexedImage) => boolean {
  const words = foldText(text)
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => ({
      word,
      classIds: new Set(classes.filter(({ name }) => foldText(name).includes(word)).map(({ id }) => id))
    }))
  return image =>
    words.every(({ word, classIds }) => image.text.includes(word) || image.classIds.some(id => classIds.has(id)))
}

function metadataMatcher(wanted: Readonly<Record<string, readonly string[]>>): (image: IndexedImage) => boolean {
  const columns = Object.entries(wanted).filter(([, values]) => values.length > 0)
  return image => columns.every(([name, values]) => values.includes(image.metadata[name] ?? ''))
}

function firstTwoFailures(dimensions: readonly Dimension[], image: IndexedImage): readonly Dimension[] {
  let failed = none
  for (const dimension of dimensions) {
    if (dimension.matches(image)) continue
    failed = [...failed, dimension]
    if (failed.length === 2) break
  }
  return failed
}
const none: readonly Dimension[] = []

type Counts = Readonly<Record<FacetName, Map<FacetValue, FacetCount>>>

/** Zero stays listed, in the order of the class list, the sources, the scale. */
function emptyCounts({ classes, sources }: QueryContext): Counts {
  const zero = (values: readonly FacetValue[]) => new Map(values.map(value => [value, { value, count: 0 }]))
  return {
    classes: zero([...classes.map(({ id }) => id), null]),
    sources: zero(sources.map(({ id }) => id)),
    splits: zero(['train', 'validation', 'test', 'none']),
    status: zero(['unlabelled', 'suggested', 'unsure', 'labelled', 'outside', 'reviewed']),
    labelled: zero([true, false]),
    boxes: zero([true, false]),
    size: zero(['tiny', 'small', 'medium', 'large'])
  }
}

function count(counts: Map<FacetValue, FacetCount>, found: FacetValue | readonly FacetValue[]): void {
  if (isList(found)) for (const value of found) count(counts, value)
  else {
    const entry = counts.get(found)
    if (entry) entry.count++
    else counts.set(found, { value: found, count: 1 })
  }
}

/** Array.isArray does not tell a readonly list from a single value. */
const isList = (found: FacetValue | readonly FacetValue[]): found is readonly FacetValue[] => Array.isArray(found)

function toFacets(counts: Counts): ImageQueryResult['facets'] {
  const list = (facet: FacetName): FacetCount[] => [...counts[facet].values()]
  return {
    classes: list('classes'),
    sources: list('sources'),
    splits: list('splits'),
    status: list('status'),
    labelled: list('labelled'),
    boxes: list('boxes'),
    size: list('size')
  }
}
