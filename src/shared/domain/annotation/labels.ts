import { textLines } from './html-text'
import type { AnnotationBody, LabelCandidate, LabelOrigin } from './model'
import { statusOfBody } from './state'

/** Longest text that is taken for a label, in characters. */
const MAX_LABEL = 100
const RULE = /\b(true|predicted|confidence)\s{0,9}:/gi
const ORDER: readonly LabelOrigin[] = ['tagging', 'classifying', 'html-rule', 'text']

/** Collects what may be a class name: tagging body, classifying body, `True: X` in HTML, short plain text, in this order. */
export function findLabels(
  bodies: readonly AnnotationBody[],
  motivations: readonly string[]
): readonly LabelCandidate[] {
  // Without a purpose a body takes the annotation's motivation (W3C 3.3.5), if that is unambiguous.
  const motivation = motivations.length === 1 ? motivations[0] : undefined
  const found = bodies.flatMap((body, index) => {
    if (body.kind !== 'text' || statusOfBody(body) !== null) return []
    // A label is short; behind a few thousand characters there is none worth finding.
    const lines = textLines({ ...body, value: body.value.slice(0, 10_000) })
    const purpose = body.purpose ?? motivation
    const tag = purpose === 'tagging' || purpose === 'classifying' ? purpose : null
    // What says of itself that it is a comment names no class, however short it is.
    const isComment = body.purpose === 'commenting'
    return [...fromRules(lines, index), ...(isComment ? [] : fromText(lines, tag ?? 'text', index))]
  })
  return found.toSorted((a, b) => ORDER.indexOf(a.from) - ORDER.indexOf(b.from))
}

/** The last resort for a label: the canvas's own label without digits and separators at its ends (`T-shirt1` → `T-shirt`). */
export function labelFromCanvas(label: string): string | null {
  if (label.length > 1000) return null
  const text = label
    .replace(/\p{N}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[\s_.()-]+/, '')
    .replace(/[\s_.()-]+$/, '')
  return text === '' || text.length > MAX_LABEL ? null : text
}

function fromRules(lines: readonly string[], body: number): readonly LabelCandidate[] {
  let truth: string | null = null
  let prediction: string | null = null
  let confidence: number | null = null
  for (const line of lines) {
    const matches = [...line.matchAll(RULE)]
    matches.forEach((match, index) => {
      const stated = line.slice(match.index + match[0].length, matches[index + 1]?.index ?? line.length).trim()
      if (stated.length > 2 * MAX_LABEL) return
      const value = stated.replace(/[\s,;|(]+$/, '')
      if (value === '' || value.length > MAX_LABEL) return
      const rule = match[1]?.toLowerCase()
      if (rule === 'true') truth ??= value
      else if (rule === 'predicted') prediction ??= value
      else confidence ??= toProbability(value)
    })
  }
  const candidates: LabelCandidate[] = []
  if (truth !== null) candidates.push({ text: truth, from: 'html-rule', role: 'truth', confidence: null, body })
  if (prediction !== null)
    candidates.push({ text: prediction, from: 'html-rule', role: 'prediction', confidence, body })
  return candidates
}

function fromText(
  lines: readonly string[],
  from: 'tagging' | 'classifying' | 'text',
  body: number
): readonly LabelCandidate[] {
  const [text, ...more] = lines
  if (text === undefined || more.length > 0 || text.length > MAX_LABEL || text.match(RULE)) return []
  return [{ text, from, role: 'truth', confidence: null, body }]
}

function toProbability(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s?(%?)/.exec(text)
  if (!match) return null
  const value = match[2] === '%' ? Number(match[1]) / 100 : Number(match[1])
  return value <= 1 ? value : null
}
