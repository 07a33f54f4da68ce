import type { SasChange, SasInput } from '@shared/contract/sas'
import { htmlLines } from '@shared/domain/annotation/html-text'
import type { ParsedAnnotation } from '@shared/domain/annotation/model'
import { parseAll } from '@shared/domain/annotation/parse-all'
import { boundsOfRegion } from '@shared/domain/annotation/region'

/** One annotation on both sides, and what they last agreed on. */
export interface Sides {
  readonly mine: ParsedAnnotation | null
  readonly theirs: ParsedAnnotation | null
  /** As it was read or sent last; null when it never was. */
  readonly base: ParsedAnnotation | null
  /** It came from this server. */
  readonly isFromServer: boolean
}

/** What a server and the project have made of one annotation, seen from a direction. */
export function stateOf(
  { mine, theirs, base, isFromServer }: Sides,
  direction: SasInput['direction']
): SasChange['state'] {
  const isPull = direction === 'pull'
  if (!mine) return isPull ? 'add' : 'other-way'
  if (!theirs) return isFromServer ? 'gone' : isPull ? 'other-way' : 'add'
  const [ours, other, before] = [meaning(mine), meaning(theirs), base && meaning(base)]
  if (ours === other) return 'same'
  if (ours === before) return isPull ? 'change' : 'other-way'
  if (other === before) return isPull ? 'other-way' : 'change'
  return 'conflict'
}

/** Whether a direction carries a change out, given whose word counts where both differ. */
export function isApplied(
  state: SasChange['state'],
  direction: SasInput['direction'],
  choice: 'mine' | 'theirs' | undefined
): boolean {
  switch (state) {
    case 'add':
    case 'change':
      return true
    case 'same':
    case 'other-way':
      return false
    case 'conflict':
      return choice === (direction === 'pull' ? 'theirs' : 'mine')
    case 'gone':
      // Nothing is ever deleted here because it is missing there.
      return direction === 'push' && choice === 'mine'
  }
}

/** What an annotation says, without how it is spelt: servers add dates, contexts and markup of their own. */
function meaning({ targets, bodies }: ParsedAnnotation): string {
  const where = targets.map(({ source, region, unit }) => [source, unit, region.kind, roundedBounds(region)])
  const what = bodies.map(({ value, kind }) => (kind === 'text' ? htmlLines(value) : value))
  return JSON.stringify([where, what])
}

function roundedBounds(region: ParsedAnnotation['targets'][number]['region']): unknown {
  const bounds = region.kind === 'whole' ? null : boundsOfRegion(region, null)
  return bounds && [bounds.x, bounds.y, bounds.w, bounds.h].map(Math.round)
}

/** One line for a person. */
export function summary(annotation: ParsedAnnotation | null): string | null {
  if (!annotation) return null
  const [target] = annotation.targets
  const bounds = target && target.region.kind !== 'whole' ? boundsOfRegion(target.region, null) : null
  const where = bounds ? [bounds.x, bounds.y, bounds.w, bounds.h].map(Math.round).join(',') : 'whole canvas'
  const says = annotation.bodies
    .flatMap(({ kind, value }) => (kind === 'text' ? htmlLines(value) : [value]))
    .join(' · ')
  return `${says.slice(0, 120) || 'no text'} (${where})`
}

export const parsedOf = (json: unknown): ParsedAnnotation | null => parseAll([json]).parsed[0] ?? null
