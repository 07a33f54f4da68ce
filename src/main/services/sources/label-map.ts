import type { FoundLabel, ImportInput } from '@shared/contract/sources'
import type { ImportPlan, PlannedLabel } from './import-plan'

/** How sure an origin makes that a text names a class, surest first. */
const origins: readonly FoundLabel['origin'][] = ['label', 'tag', 'rule', 'text', 'transcription']

export function labelsOf(plan: Pick<ImportPlan, 'images' | 'additions'>): readonly PlannedLabel[] {
  return [...plan.images, ...(plan.additions ?? [])].flatMap(image => image.labels ?? [])
}

/** The texts of a plan that may name a class, commonest first, and what they come to unless somebody says otherwise. */
export function findLabelTexts(
  plan: Pick<ImportPlan, 'images' | 'additions'>,
  classNames: readonly string[]
): readonly FoundLabel[] {
  const found = new Map<string, { count: number; rank: number }>()
  for (const { label, origin = 'label' } of labelsOf(plan)) {
    if (label === null) continue
    const known = found.get(label)
    const rank = Math.min(origins.indexOf(origin), known?.rank ?? Infinity)
    found.set(label, { count: (known?.count ?? 0) + 1, rank })
  }
  const byName = new Map(classNames.map(name => [name.toLowerCase(), name]))
  return [...found]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([text, { count, rank }]) => {
      const origin = origins[rank] ?? 'label'
      const className = byName.get(text.toLowerCase()) ?? null
      return { text, count, origin, className, suggestion: suggestionOf(origin, className) }
    })
}

/** What people write beside a picture names no class, unless it is the name of one that the project has. */
function suggestionOf(origin: FoundLabel['origin'], className: string | null): FoundLabel['suggestion'] {
  switch (origin) {
    case 'label':
    case 'tag':
    case 'rule':
      return 'class'
    case 'text':
      return className === null ? 'box' : 'class'
    case 'transcription':
      return 'leave-out'
  }
}

/** Class name of a text; `''` = a box without a class, null = left out. */
export function createLabelMap(
  found: readonly FoundLabel[],
  classMap: ImportInput['classMap']
): (text: string) => string | null {
  const suggested = new Map(found.map(({ text, className, suggestion }) => [text, { className, suggestion }]))
  return text => {
    if (Object.hasOwn(classMap, text)) return classMap[text] ?? null
    const label = suggested.get(text)
    if (label?.suggestion === 'leave-out') return null
    return label?.suggestion === 'box' ? '' : (label?.className ?? text)
  }
}
