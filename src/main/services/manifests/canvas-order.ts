import { gatherAt } from '@shared/domain/presentation/canvas-order'

interface Placed {
  readonly id: number
  readonly position: number
}

/**
 * New positions after `moved` were taken out, in the order that they have, and put where the first of them becomes
 * number `to`; only of those that change. The positions themselves stay the same set, so that few rows are written.
 */
export function moveTo(canvases: readonly Placed[], moved: ReadonlySet<number>, to: number): readonly Placed[] {
  return gatherAt(canvases, moved, to).flatMap(({ id, position: before }, index) => {
    const position = canvases[index]?.position ?? index
    return position === before ? [] : [{ id, position }]
  })
}

/** Where `count` new canvases go at number `at` (null = the end), and the positions of those that make room. */
export function makeRoom(
  canvases: readonly Placed[],
  count: number,
  at: number | null
): { readonly first: number; readonly shifted: readonly Placed[] } {
  const following = at === null ? [] : canvases.slice(at)
  const first = following[0]?.position ?? (canvases.at(-1)?.position ?? -1) + 1
  return { first, shifted: following.map(({ id, position }) => ({ id, position: position + count })) }
}
