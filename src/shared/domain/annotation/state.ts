import type { AnnotationStatus } from '../../contract/annotations'
import type { AnnotationBody, ParsedAnnotation } from './model'

/** What a person has said of an annotation besides its label. */
export type StatedStatus = Extract<AnnotationStatus, 'reviewed' | 'unsure' | 'outside'>

/** The words that stand in an `assessing` body (W3C 3.3.5): viewers show them as they are. */
const WORDS: Readonly<Record<StatedStatus, string>> = {
  reviewed: 'reviewed',
  unsure: 'unsure',
  outside: 'not one of the classes'
}
const STATED = ['reviewed', 'unsure', 'outside'] as const

/** The statuses that an annotation states in a body of its own; of the others null, they follow from its label. */
export function asStated(status: AnnotationStatus): StatedStatus | null {
  return STATED.find(stated => stated === status) ?? null
}

/** The status that a body states: an `assessing` text of one of our words; null for every other body. */
export function statusOfBody({ kind, purpose, value }: AnnotationBody): StatedStatus | null {
  if (kind !== 'text' || purpose !== 'assessing') return null
  return STATED.find(status => WORDS[status] === value.trim().toLowerCase()) ?? null
}

/** The status that an annotation states, or null when its label says all. */
export function statedStatus({ bodies }: Pick<ParsedAnnotation, 'bodies'>): StatedStatus | null {
  return bodies.map(statusOfBody).find(status => status !== null) ?? null
}

/** The body that states a status. */
export function statusBody(status: StatedStatus): AnnotationBody {
  const format = 'text/plain'
  return { kind: 'text', value: WORDS[status], format, language: null, purpose: 'assessing', origin: null }
}
