export const SIDE = 224
/** Side of a corner crop, as a share of the picture's. */
const CROP = 7 / 8
/** The picture itself, then four corner crops and their mirror images. */
export const VIEWS = 9

/** Views of one `[224, 224, 3]` picture, each of that size, behind one another. */
export function viewsOf(picture: Uint8Array): Uint8Array {
  const far = SIDE * (1 - CROP)
  const corners = [0, far].flatMap(top => [0, far].map(left => cropped(picture, left, top)))
  const views = [picture, ...corners.flatMap(corner => [corner, mirrored(corner)])]
  const all = new Uint8Array(views.length * picture.length)
  views.forEach((view, at) => all.set(view, at * picture.length))
  return all
}

/** The square from `left`, `top` on, enlarged to the picture's size with bilinear interpolation. */
function cropped(picture: Uint8Array, left: number, top: number): Uint8Array {
  return eachValue((x, y, channel) => {
    const [u, v] = [Math.min(SIDE - 1, left + x * CROP), Math.min(SIDE - 1, top + y * CROP)]
    const [u0, v0] = [Math.floor(u), Math.floor(v)]
    const at = (row: number, column: number): number =>
      picture[(Math.min(SIDE - 1, row) * SIDE + Math.min(SIDE - 1, column)) * 3 + channel] ?? 0
    const upper = at(v0, u0) * (1 - u + u0) + at(v0, u0 + 1) * (u - u0)
    const lower = at(v0 + 1, u0) * (1 - u + u0) + at(v0 + 1, u0 + 1) * (u - u0)
    return Math.round(upper * (1 - v + v0) + lower * (v - v0))
  })
}

const mirrored = (picture: Uint8Array): Uint8Array =>
  eachValue((x, y, channel) => picture[(y * SIDE + SIDE - 1 - x) * 3 + channel] ?? 0)

function eachValue(value: (x: number, y: number, channel: number) => number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    return value(pixel % SIDE, Math.floor(pixel / SIDE), at % 3)
  })
}
