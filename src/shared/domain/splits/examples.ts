/** Examples to be split, one entry each in every list. */
export interface SplitExamples {
  /** Class index, −1 = unlabelled: such examples go nowhere and are counted in a note. */
  readonly labels: ArrayLike<number>
  /** Name per class, for sentences; its length is the number of classes. */
  readonly classNames: readonly string[]
  /** Group per example, normally the image's id: a group is never divided, so crops of one photo stay together. */
  readonly groups?: readonly string[] | undefined
}

/** How examples are dealt out. */
export interface SplitOptions {
  readonly seed: number
  /** Keep every part's class shares like the whole's. */
  readonly stratified: boolean
}

/** A split that can't be made; the message says what to do. */
export class SplitError extends Error {
  override readonly name = 'SplitError'
  readonly code = 'INVALID_INPUT'
}

/** Examples that stay together, with their class counts `[classes]`. */
export interface SplitGroup {
  readonly members: readonly number[]
  readonly counts: Float64Array
}

/** Labelled examples in groups (of one without `groups`). Throws a SplitError for lists that don't fit together. */
export function groupExamples(examples: SplitExamples): { groups: readonly SplitGroup[]; unlabelled: number } {
  const { labels, classNames, groups } = examples
  if (groups && groups.length !== labels.length) {
    throw new SplitError(`There are ${labels.length} labels, but groups for ${groups.length} examples.`)
  }
  const membersOf = new Map<string | number, number[]>()
  let unlabelled = 0
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index] ?? -1
    if (label === -1) {
      unlabelled++
      continue
    }
    if (!Number.isInteger(label) || label < 0 || label >= classNames.length) {
      throw new SplitError(`Example ${index} has the class ${label}, but there are only ${classNames.length} classes.`)
    }
    const key = groups?.[index] ?? index
    const members = membersOf.get(key)
    if (members) members.push(index)
    else membersOf.set(key, [index])
  }
  return {
    groups: Array.from(membersOf.values(), members => ({ members, counts: countLabels(examples, members) })),
    unlabelled
  }
}

/** Number of examples of each class, `[classes]`, among `members`. */
export function countLabels(examples: SplitExamples, members: Iterable<number>): Float64Array {
  const counts = new Float64Array(examples.classNames.length)
  for (const index of members) counts[examples.labels[index] ?? 0]! += 1
  return counts
}
