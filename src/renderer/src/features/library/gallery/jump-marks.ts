export interface JumpMark {
  /** Number of the item, counted from one. */
  readonly item: number
  /** Share of the bar's length in [0, 1]. */
  readonly at: number
}

/** Least distance between two numbers, pixels. */
const spacing = 64

/** Round item numbers at even distances, with the first and the last. */
export function jumpMarks(total: number, height: number): readonly JumpMark[] {
  if (total < 2) return []
  const steps = Math.max(1, Math.floor(height / spacing))
  const rough = total / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough) ?? rough
  const marks: JumpMark[] = [{ item: 1, at: 0 }]
  for (let item = step; item < total - step / 2; item += step) {
    if (item >= 1) marks.push({ item: Math.round(item), at: item / total })
  }
  return [...marks, { item: total, at: 1 }]
}
