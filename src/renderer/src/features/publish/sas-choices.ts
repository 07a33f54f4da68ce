import type { SasChange, SasReport } from '@shared/contract/sas'

export type Side = 'mine' | 'theirs'
/** Whose word counts, by the annotation's id. */
export type Choices = Readonly<Record<string, Side>>
type Direction = SasReport['direction']

/** Whether a person has to say: both sides changed it, or it would be sent again to a server that has deleted it. */
export function needsChoice({ state }: SasChange, direction: Direction): boolean {
  return state === 'conflict' || (state === 'gone' && direction === 'push')
}

/** What the next pull or push would carry out, choices included. */
export function readyChanges(
  { changes, direction }: Pick<SasReport, 'changes' | 'direction'>,
  choices: Choices
): readonly SasChange[] {
  const winner: Side = direction === 'pull' ? 'theirs' : 'mine'
  return changes.filter(change => change.applied || (needsChoice(change, direction) && choices[change.id] === winner))
}
