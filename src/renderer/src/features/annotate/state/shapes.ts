import type { Annotation } from '@shared/contract/annotations'
import type { ClassEntry } from '@shared/contract/classes'
import { boundsOfRegion } from '@shared/domain/annotation/region'
import { inkOn, markText } from '@/ui/class-marks'
import { confidence } from '@/ui/format'
import type { Shape } from '../viewer/shapes'
import { annotateStrings as t } from '../strings'

/** Grey of what has no class, as in the tokens. */
const noClass = '#8f8f89'

/** The name beside a box: its class, or the state that stands in for one. */
export function titleOf(annotation: Pick<Annotation, 'status' | 'classId'>, entry: ClassEntry | null): string {
  if (annotation.status === 'outside') return t.states.outside
  return entry?.name ?? t.states.unlabelled
}

function tagText(annotation: Annotation, entry: ClassEntry | null): string {
  const title = titleOf(annotation, entry)
  switch (annotation.status) {
    case 'suggested':
      return `${title} ${confidence(annotation.confidence)} ?`
    case 'unsure':
      return `${title} ?`
    case 'reviewed':
      return `${title} ✓`
    default:
      return title
  }
}

interface Made {
  readonly entry: ClassEntry | null
  readonly key: string | undefined
  readonly shape: Shape | null
}

/** Makes shapes and keeps them: of thousands of annotations an edit changes one, and the others' shapes stay the same. */
export function createShapeMaker(): typeof shapeOf {
  const made = new WeakMap<Annotation, Made>()
  return (annotation, entry, key) => {
    const known = made.get(annotation)
    if (known && known.entry === entry && known.key === key) return known.shape
    const shape = shapeOf(annotation, entry, key)
    made.set(annotation, { entry, key, shape })
    return shape
  }
}

/** How an annotation is drawn; null for a label of the whole image. */
export function shapeOf(annotation: Annotation, entry: ClassEntry | null, key?: string): Shape | null {
  const { id, region, status } = annotation
  const bounds = region.kind === 'whole' ? null : boundsOfRegion(region, null)
  if (!bounds) return null
  const color = entry?.color ?? noClass
  return {
    id,
    region,
    bounds,
    look: status === 'suggested' ? 'suggested' : 'set',
    color,
    ink: inkOn(color),
    mark: entry ? markText(entry) : '–',
    title: tagText(annotation, entry),
    status,
    ...(key !== undefined && { key })
  }
}
