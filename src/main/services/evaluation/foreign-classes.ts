import { VitrineError } from '@shared/contract/errors'
import type { Evaluation, LabelMapUsed } from '@shared/contract/evaluation'
import type { ClassesService } from '../classes-service'
import type { Judged } from '../judging/judge'

/** In an error's details: nothing can be counted before a person says what the classes of the population count as. */
const needsLabelMap = { reason: 'label-map' } as const

type Classes = ReturnType<ClassesService['entries']>

const nameOf = (classes: Classes, id: number): string => classes.find(entry => entry.id === id)?.name ?? `class ${id}`

/** Classes that the run doesn't know and no map leads to one of its own. */
export const nameForeign = ({ foreign }: Judged, classes: Classes): Evaluation['foreignClasses'] =>
  [...foreign].map(([id, count]) => ({ name: nameOf(classes, id), count }))

/** Errors: UNSUPPORTED when the run knows none of the labels there are: accuracy by index would mean nothing. */
export function refuseUnmapped(judged: Judged, classes: Classes): void {
  const { run, population, truth } = judged
  const named = nameForeign(judged, classes)
  if (named.length === 0 || truth.some(label => label !== -1)) return
  const list = (names: readonly string[]): string => names.slice(0, 12).join(', ') + (names.length > 12 ? ' …' : '')
  throw new VitrineError(
    'UNSUPPORTED',
    `“${population.name}” is labelled ${list(named.map(({ name }) => name))}; “${run.name}” knows ${list(run.file.classes)}. No accuracy can be given before the classes are mapped (in Evaluate, or by --map).`,
    needsLabelMap
  )
}

/** The map by the names of its classes, with how many examples each pair is about. */
export function nameLabelMap({ labelMap, mapped, foreign }: Judged, classes: Classes): LabelMapUsed | null {
  if (!labelMap) return null
  return {
    kind: labelMap.kind,
    hash: labelMap.hash,
    pairs: labelMap.pairs.map(([from, to]) => ({
      from: nameOf(classes, from),
      to: to === null ? null : nameOf(classes, to),
      count: mapped.get(from) ?? foreign.get(from) ?? 0
    }))
  }
}
