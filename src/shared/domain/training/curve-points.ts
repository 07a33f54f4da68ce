/** Points that a curve keeps. */
const most = 1024

/**
 * A curve with one point more, its steps rising from the first to the newest and about evenly spaced, at most 1,024 of
 * them however long it grows. A run that goes on from a checkpoint repeats steps: what comes again takes their place.
 */
export function addCurvePoint<T extends { readonly step: number }>(known: readonly T[], point: T): T[] {
  const before = (known.at(-1)?.step ?? 0) < point.step ? known : known.filter(({ step }) => step < point.step)
  const [first, previous, last] = [before[0], before.at(-2), before.at(-1)]
  // The newest is always drawn; it stays when the next comes only where it stands apart from those before it. Thinning
  // out alone would leave a long curve without its beginning: old points would be halved again and again.
  const least = first ? (2 * (point.step - first.step)) / most : 0
  const kept = previous && last && last.step - previous.step < least ? before.slice(0, -1) : before
  return [...(kept.length < most ? kept : kept.filter((_, at) => at % 2 === 0)), point]
}
