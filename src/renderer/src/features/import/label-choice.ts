import type { FoundLabel } from '@shared/contract/sources'
import type { ClassMap } from './use-import'

/** What becomes of a label text: a class of the project, a new one, a box without a class, nothing. */
export type LabelTarget = `class:${string}` | 'new' | 'box' | 'leave-out'

/** The class name of a text as an import would take it; `''` = box, null = left out. */
export function nameOf({ text, className, suggestion }: FoundLabel, classMap: ClassMap): string | null {
  if (Object.hasOwn(classMap, text)) return classMap[text] ?? null
  if (suggestion === 'leave-out') return null
  return suggestion === 'box' ? '' : (className ?? text)
}

/** The choice that a name stands for, given the project's classes. */
export function targetOf(name: string | null, classNames: readonly string[]): LabelTarget {
  if (name === null) return 'leave-out'
  if (name === '') return 'box'
  const known = classNames.find(one => one.toLowerCase() === name.toLowerCase())
  return known === undefined ? 'new' : `class:${known}`
}

/** The class map after a choice for some texts. */
export function withTarget(classMap: ClassMap, labels: readonly FoundLabel[], target: LabelTarget): ClassMap {
  const nameFor = (text: string): string | null => {
    if (target === 'leave-out') return null
    if (target === 'box') return ''
    return target === 'new' ? text : target.slice('class:'.length)
  }
  return { ...classMap, ...Object.fromEntries(labels.map(({ text }) => [text, nameFor(text)])) }
}

/** Other texts that come to the same class, by text: they would be one class afterwards. */
export function sameClass(labels: readonly FoundLabel[], classMap: ClassMap): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>()
  for (const label of labels) {
    const name = nameOf(label, classMap)?.toLowerCase()
    if (name) byName.set(name, [...(byName.get(name) ?? []), label.text])
  }
  return new Map(
    [...byName.values()]
      .filter(texts => texts.length > 1)
      .flatMap(texts => texts.map(text => [text, texts.filter(other => other !== text)] as const))
  )
}
