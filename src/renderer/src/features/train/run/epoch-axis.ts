/** Epochs that fit beside each other from the start. */
const short = 20

/**
 * Where the axis of epochs ends: at the run's last one, or, of a long run, at twice what went before each time the curve
 * gets there; at 12 of 500 epochs it would be a stroke at the edge. Every curve drawn is `reached` in full.
 */
export function epochAxisEnd(planned: number, reached: number): number {
  let end = short
  while (end < reached) end *= 2
  return Math.max(2, reached, Math.min(planned, end))
}
