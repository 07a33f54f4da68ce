import type { McNemar } from './mcnemar'

/** p-values below this count as evidence. */
export const SIGNIFICANCE = 0.05

/** What a comparison is about, for its sentence. */
export interface VerdictInput {
  readonly a: string
  readonly b: string
  readonly onlyARight: number
  readonly onlyBRight: number
  /** Examples that both models were judged on. */
  readonly total: number
  readonly test: McNemar
  /** Holm's p-value when several pairs are compared; null for a single pair. */
  readonly adjusted: number | null
  /** Plural of the examples: "photos", "test images". */
  readonly unit: string
}

/** A sentence on whether two models differ that a reader can check by counting. */
export function verdictOnPair(input: VerdictInput): string {
  const { a, b, onlyARight, onlyBRight, total, unit } = input
  const discordant = onlyARight + onlyBRight
  if (total === 0) return `No ${unit} to compare ${a} and ${b} on.`
  const where = `${discordant} of ${total} ${unit}`
  if (discordant === 0)
    return `${a} and ${b} are right and wrong on the same ${total} ${unit}: no difference to be seen.`
  const [better, worse] = onlyARight > onlyBRight ? [a, b] : [b, a]
  const p = input.adjusted ?? input.test.pValue
  const figure = `${formatP(p)}${input.adjusted === null ? '' : ' after Holm'}`
  if (p >= SIGNIFICANCE) return `These two differ on ${where}: no evidence of a difference (${figure}).`
  const most = Math.max(onlyARight, onlyBRight)
  return `These two differ on ${where}, ${most} of them for ${better}: evidence that it is better than ${worse} (${figure}).`
}

function formatP(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`
}
