/** Size of the image that the boxes lie on, in pixels. */
export const imageSize = { width: 8000, height: 6000 }

export interface BenchBox {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly color: string
}

const colors = ['#fc740e', '#19759b', '#a96beb', '#92194f', '#a7baff', '#8a6419', '#fdca3a', '#5cab83'] as const

/** The same boxes each time, 20 to 220 pixels, spread over the image. */
export function makeBoxes(count: number): BenchBox[] {
  let state = 1
  // Numbers of no quality in particular are enough to spread boxes.
  const next = (): number => (state = (state * 48271) % 2147483647) / 2147483647
  return Array.from({ length: count }, (_, index) => {
    const w = Math.round(20 + next() * 200)
    const h = Math.round(20 + next() * 200)
    const x = Math.round(next() * (imageSize.width - w))
    const y = Math.round(next() * (imageSize.height - h))
    return { x, y, w, h, color: colors[index % colors.length] ?? colors[0] }
  })
}

/** What the page offers to the program that drives it. */
export interface BenchPage {
  /** What draws WebGL in this browser: a graphics card, or the processor in its place. */
  readonly glRenderer: () => string
  /** Milliseconds between frames while the view pans and zooms, and to the first frame with the boxes. */
  readonly measure: (
    contender: 'vitrine' | 'annotorious' | 'bare',
    boxes: number
  ) => Promise<{ readonly first: number; readonly pan: readonly number[]; readonly zoom: readonly number[] }>
}
