import type { OutlineNode } from '@shared/contract/sources'

/** Whether a line and all below it are taken; `indeterminate`: some. */
export type Taken = boolean | 'indeterminate'

/** Index of the first line behind a line's descendants. */
function endOf(outline: readonly OutlineNode[], index: number): number {
  const depth = outline[index]?.depth ?? 0
  const next = outline.findIndex((node, at) => at > index && node.depth <= depth)
  return next < 0 ? outline.length : next
}

/** Lines that can be chosen by themselves: canvases, and members of a collection that aren't read yet. */
const isLeaf = ({ kind, isRead }: OutlineNode): boolean => kind === 'canvas' || !isRead

const isTaken = ({ kind, id }: OutlineNode, leaveOut: ReadonlySet<string>, only: ReadonlySet<string>): boolean =>
  kind === 'canvas' ? !leaveOut.has(id) : only.has(id)

/** For each line whether it is taken. One pass from the end, so that thousands of lines cost nothing. */
export function takenLines(
  outline: readonly OutlineNode[],
  leaveOut: ReadonlySet<string>,
  only: ReadonlySet<string>
): readonly Taken[] {
  const result: Taken[] = Array(outline.length)
  /** By depth: what the lines below the next one at that depth are. */
  const below: ({ some: boolean; all: boolean } | undefined)[] = []
  for (let index = outline.length - 1; index >= 0; index--) {
    const node = outline[index]
    if (!node) continue
    const children = below[node.depth + 1]
    below.length = node.depth + 1
    const taken: Taken = isLeaf(node)
      ? isTaken(node, leaveOut, only)
      : children === undefined
        ? false
        : children.all || (children.some && 'indeterminate')
    result[index] = taken
    const known = below[node.depth] ?? { some: false, all: true }
    below[node.depth] = { some: known.some || taken !== false, all: known.all && taken === true }
  }
  return result
}

/** Takes a line with all below it, or leaves it out. */
export function toggleLine(
  outline: readonly OutlineNode[],
  index: number,
  take: boolean,
  leaveOut: ReadonlySet<string>,
  only: ReadonlySet<string>
): { readonly leaveOut: ReadonlySet<string>; readonly only: ReadonlySet<string> } {
  const left = new Set(leaveOut)
  const members = new Set(only)
  for (const node of outline.slice(index, endOf(outline, index))) {
    if (!isLeaf(node)) continue
    if (node.kind === 'canvas' && take) left.delete(node.id)
    else if (node.kind === 'canvas') left.add(node.id)
    else if (take) members.add(node.id)
    else members.delete(node.id)
  }
  return { leaveOut: left, only: members }
}
