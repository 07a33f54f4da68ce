/** Examples of equal content. */
export interface Duplicate {
  readonly hash: string
  /** Indices into the list that was checked. */
  readonly indices: readonly number[]
  /** Parts they lie in, each once; two or more = a leak: a model would be judged on what it has learnt. */
  readonly parts: readonly string[]
  /** Equal pixels under different labels: at most one of them can be right. */
  readonly labelsDiffer: boolean
}

/** What a check of a split found. */
export interface LeakReport {
  readonly duplicates: readonly Duplicate[]
  readonly leaks: readonly Duplicate[]
  /** Groups (images) that have examples in several parts. */
  readonly dividedGroups: readonly string[]
}

/** One example to check; `part` is `train`, `val`, `test` or any other name, `label` −1 when it has none. */
export interface LeakCandidate {
  readonly hash: string
  readonly part: string
  readonly label: number
  readonly group?: string | undefined
}

/** Finds equal examples (by the hash of their pixels), and images with examples in several parts. */
export function findLeaks(examples: readonly LeakCandidate[]): LeakReport {
  const byHash = new Map<string, number[]>()
  const partsOfGroup = new Map<string, Set<string>>()
  examples.forEach(({ hash, part, group }, index) => {
    const same = byHash.get(hash)
    if (same) same.push(index)
    else byHash.set(hash, [index])
    if (group !== undefined) partsOfGroup.set(group, (partsOfGroup.get(group) ?? new Set()).add(part))
  })
  const duplicates = [...byHash]
    .filter(([, indices]) => indices.length > 1)
    .map(([hash, indices]) => {
      const found = indices.flatMap(index => examples[index] ?? [])
      const labels = new Set(found.map(example => example.label).filter(label => label !== -1))
      return { hash, indices, parts: [...new Set(found.map(example => example.part))], labelsDiffer: labels.size > 1 }
    })
  return {
    duplicates,
    leaks: duplicates.filter(duplicate => duplicate.parts.length > 1),
    dividedGroups: [...partsOfGroup].filter(([, parts]) => parts.size > 1).map(([group]) => group)
  }
}
