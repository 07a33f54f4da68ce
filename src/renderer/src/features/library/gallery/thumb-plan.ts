import type { ThumbItem, ThumbLevel } from '@shared/domain/media/thumb-address'
import type { Wish } from '@/ui/thumbs/thumb-store'

export interface View {
  /** Visible items, first and last (exclusive). */
  readonly first: number
  readonly last: number
  readonly total: number
  /** Where the view moves: 1 down, -1 up, 0 at rest. */
  readonly direction: -1 | 0 | 1
  /** Moving too fast to be looked at. */
  readonly fast: boolean
  readonly level: ThumbLevel
}

interface Span {
  readonly level: ThumbLevel
  readonly from: number
  readonly to: number
}

/**
 * Items that are asked for together. A view that moves on by a row then asks for nothing new most of the time, instead
 * of for ten pictures per frame.
 */
const block: Readonly<Record<ThumbLevel, number>> = { coarse: 1024, fine: 256, large: 32 }

/** Blocks of coarse pictures beyond the view: at rest there is time for a long flick's worth. */
const coarseReach = { resting: 6, moving: 2 } as const

/**
 * What to have ready, most wanted first, as spans of the list. In a fast scroll only coarse pictures can come in time;
 * otherwise the view and a page around it, then coarse ones further out, so that a jump or a flick finds something.
 */
export function planSpans({ first, last, total, direction, fast, level }: View): readonly Span[] {
  const page = Math.max(1, last - first)
  const span = (of: ThumbLevel, from: number, to: number): Span => ({
    level: of,
    from: Math.max(0, Math.floor(from / block[of]) * block[of]),
    to: Math.min(total, Math.ceil(to / block[of]) * block[of])
  })
  const before = direction < 0 || direction === 0 ? 1 : 0
  const after = direction > 0 || direction === 0 ? 1 : 0
  const reach = coarseReach[direction === 0 ? 'resting' : 'moving'] * block.coarse
  const around = span('coarse', first - before * reach, last + after * reach)
  return fast ? [around] : [span(level, first - before * page, last + after * page), around]
}

/** A plan's identity: while it stays the same there is nothing new to ask for. */
export const planKey = (spans: readonly Span[]): string =>
  spans.map(({ level, from, to }) => `${level}:${from}-${to}`).join(' ')

/** The plan as wishes: what is visible comes first in each. */
export function toWishes(
  spans: readonly Span[],
  { first, last }: View,
  itemOf: (index: number) => ThumbItem | null
): readonly Wish[] {
  return spans.map(({ level, from, to }) => {
    const items: ThumbItem[] = []
    const take = (start: number, end: number): void => {
      for (let index = start; index < end; index++) {
        const item = itemOf(index)
        if (item) items.push(item)
      }
    }
    take(Math.max(from, first), Math.min(to, last))
    take(Math.max(from, last), to)
    take(from, Math.min(to, first))
    return { level, items }
  })
}
