import type { ClassEntry } from '@shared/contract/classes'

/** Least OKLab distance at which two class colours are told apart by everybody. */
export const safeDistance = 0.08

type Rgb = readonly [number, number, number]
type Matrix = readonly [...Rgb, ...Rgb, ...Rgb]

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB; the first is normal vision. */
const visions: readonly Matrix[] = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039]
]

const apply = (m: Matrix, [r, g, b]: Rgb): Rgb => [
  m[0] * r + m[1] * g + m[2] * b,
  m[3] * r + m[4] * g + m[5] * b,
  m[6] * r + m[7] * g + m[8] * b
]

function linear(hex: string): Rgb {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

/** OKLab of linear RGB (Ottosson 2020); what the simulation pushed below zero counts as zero. */
function oklab(rgb: Rgb): Rgb {
  const clipped: Rgb = [Math.max(0, rgb[0]), Math.max(0, rgb[1]), Math.max(0, rgb[2])]
  const lms = apply(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376,
      0.6299787005
    ],
    clipped
  )
  const roots: Rgb = [Math.cbrt(lms[0]), Math.cbrt(lms[1]), Math.cbrt(lms[2])]
  return apply(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662,
      -0.808675766
    ],
    roots
  )
}

/** Smallest OKLab distance of two `#rrggbb` over normal vision and three simulated deficiencies. */
export function colorDistance(a: string, b: string): number {
  const [x, y] = [linear(a), linear(b)]
  return Math.min(
    ...visions.map(vision => {
      const [p, q] = [oklab(apply(vision, x)), oklab(apply(vision, y))]
      return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])
    })
  )
}

/** The class whose colour is nearest to a colour, when it is too near. */
export function findClash(
  color: string,
  others: readonly ClassEntry[]
): { readonly entry: ClassEntry; readonly distance: number } | null {
  const [nearest] = others
    .map(entry => ({ entry, distance: colorDistance(color, entry.color) }))
    .sort((a, b) => a.distance - b.distance)
  return nearest && nearest.distance < safeDistance ? nearest : null
}
