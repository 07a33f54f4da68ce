import type { ThumbItem, ThumbLevel } from '@shared/domain/media/thumb-address'
import type { Wish } from '@/ui/thumbs/thumb-store'

export interface PlanInput {
  /** Visible items, first and last (exclusive). */
  readonly first: number
  readonly last: number
  readonly total: number
  /** Where the view moves: 1 down, -1 up, 0 at rest. */
  readonly direction: -1 | 0 | 1
  /** Moving too fast to be looked at. */
  readonly fast: boolean
  readonly level: ThumbLevel
  readonly itemOf: (index: number) => ThumbItem | null
}

/** Coarse pictures asked for around the view while nothing else is wanted: one full request each way. */
const coarseReach = 2048

/**
 * What to ask for, most wanted first. In a fast scroll only coarse pictures can come in time; at rest the view, then
 * what a page further shows, then coarse ones far around, so that a jump or a flick finds something to draw.
 */
export function planThumbs({ first, last, total, direction, fast, level, itemOf }: PlanInput): readonly Wish[] {
  const page = Math.max(1, last - first)
  const range = (from: number, to: number): ThumbItem[] => {
    const items: ThumbItem[] = []
    for (let index = Math.max(0, from); index < Math.min(total, to); index++) {
      const item = itemOf(index)
      if (item) items.push(item)
    }
    return items
  }
  const ahead = direction < 0 ? range(first - 2 * page, first).reverse() : range(last, last + 2 * page)
  if (fast) {
    const far = direction < 0 ? range(first - coarseReach, first).reverse() : range(last, last + coarseReach)
    return [{ level: 'coarse', items: [...range(first, last), ...far] }]
  }
  return [
    { level, items: range(first, last) },
    { level, items: ahead },
    { level: 'coarse', items: range(first - coarseReach, last + coarseReach) }
  ]
}
