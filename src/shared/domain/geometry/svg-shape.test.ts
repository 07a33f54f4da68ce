import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { BudgetExceeded, createBudget } from '../json/budget'
import { containsPoint, type Ring } from './polygon'
import { readSvg } from './svg-shape'

const SIDE = 120
const OPEN = `<svg xmlns="http://www.w3.org/2000/svg"`

const SHAPES: Readonly<Record<string, string>> = {
  'relative lines': '<path d="M10,10h60v40l-20 20h-40z"/>',
  'implicit linetos after a relative moveto': '<path d="m10 10 50 5 10 60-40 10z m60 60 20 0 0 20z"/>',
  'numbers that touch': '<path d="M10-.5.5 60 80.25,90-5 100Z"/>',
  'cubic and smooth': '<path d="M10 60C20 0 50 0 60 60s40 60 50 0z"/>',
  'quadratic and smooth': '<path d="M10 60q25-60 50 0t50 0v40H10z"/>',
  'arcs with all flags': '<path d="M20 60a30 20 30 0 1 60 10a30 20 30 1 1-60-10z"/>',
  'arc flags without separators': '<path d="M20 60a25 25 0 0150 0 25 25 0 01-50 0z"/>',
  'arc whose radii are too small': '<path d="M10 60A5 10 45 0 0 110 60z"/>',
  'turned rectangle': '<rect x="30" y="40" width="60" height="30" transform="rotate(25 60 55)"/>',
  'rounded rectangle': '<rect x="10" y="20" width="90" height="60" rx="20" ry="10"/>',
  circle: '<circle cx="60" cy="50" r="40"/>',
  ellipse: '<ellipse cx="60" cy="60" rx="50" ry="20" transform="rotate(-40,60,60)"/>',
  polygon: '<polygon points="10,10 100 20,60,100"/>',
  'groups within groups':
    '<g transform="translate(60,20)"><g transform="rotate(45) scale(1.5,.5)"><rect x="5" y="-5" width="30" height="60"/></g></g>',
  'matrix and skew':
    '<g transform="matrix(1 .2 -.3 1 30 0)"><polygon points="0,10 60,10 60,60 0,60" transform="skewX(10)skewY(5)"/></g>',
  'hole by nonzero': '<path d="M10 10h100v100h-100z M40 40v40h40v-40z"/>',
  'hole by evenodd': '<path fill-rule="evenodd" d="M10 10h100v100h-100z M40 40h40v40h-40z"/>',
  'self-crossing star': '<path d="M60 5 95 110 5 45h110L25 110z"/>',
  'error in the middle': '<path d="M10 10H100V100H10Z M20 20 L30 x"/>'
}

async function rasterise(svg: string): Promise<(x: number, y: number) => number> {
  const { data, info } = await sharp(Buffer.from(svg)).extractChannel(3).raw().toBuffer({ resolveWithObject: true })
  return (x, y) => data[y * info.width + x] ?? 0
}

function filledShare(svg: string): (x: number, y: number) => number {
  const shape = readSvg(svg, createBudget())
  return (x, y) => {
    let inside = 0
    for (let i = 0; i < 16; i++) {
      const point = { x: x + ((i % 4) + 0.5) / 4, y: y + (Math.floor(i / 4) + 0.5) / 4 }
      if (shape && containsPoint(shape.rings, point, shape.fillRule)) inside++
    }
    return (inside / 16) * 255
  }
}

describe('against an independent rasteriser', () => {
  test.each(Object.entries(SHAPES))('%s', async (_, inner) => {
    const svg = `${OPEN} width="${SIDE}" height="${SIDE}">${inner}</svg>`
    const theirs = await rasterise(svg)
    const ours = filledShare(svg)
    let difference = 0
    let worst = 0
    let area = 0
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++) {
        const off = Math.abs(ours(x, y) - theirs(x, y))
        difference += off / 255
        worst = Math.max(worst, off)
        area += theirs(x, y) / 255
      }
    expect(area).toBeGreaterThan(100)
    // Two samplings of the same edge may differ by part of a pixel; a shape that is off by half a pixel fails.
    expect(worst).toBeLessThan(255 * 0.35)
    expect(difference / area).toBeLessThan(0.015)
  })

  test('viewBox with another size', async () => {
    const svg = `${OPEN} width="120" height="120" viewBox="10 0 60 40"><rect x="20" y="5" width="30" height="30"/></svg>`
    const theirs = await rasterise(svg)
    const ours = filledShare(svg)
    for (let y = 0; y < SIDE; y += 3) for (let x = 0; x < SIDE; x += 3) expect(ours(x, y)).toBe(theirs(x, y))
  })
})

function bounds(rings: readonly Ring[] | undefined): readonly number[] {
  const xs = (rings ?? []).flat().map(p => p.x)
  const ys = (rings ?? []).flat().map(p => p.y)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

test('Mirador 2 markup with entities in attributes reads', () => {
  const svg = `<svg xmlns='x'><path xmlns="http://www.w3.org/2000/svg" d="M2,3h4v5h-4z" data-paper-data="{&quot;a&quot;:&gt;}" stroke="#00bfff"/></svg>`
  expect(bounds(readSvg(svg, createBudget())?.rings)).toEqual([2, 3, 6, 8])
})

describe('hostile markup', () => {
  test.each([
    ['entity bomb', '<!DOCTYPE s [<!ENTITY a "1"><!ENTITY b "&a;&a;">]><svg><rect width="&b;" height="2"/></svg>'],
    ['percent sizes', '<svg><rect width="10%" height="2"/></svg>'],
    ['only a script', '<svg><script>d="M1,1h2v2z"</script></svg>'],
    ['shapes that are only defined', '<svg><defs><path d="M1,1h2v2z"/></defs></svg>'],
    ['unclosed tag', '<svg><path d="M1,1h2v2z"'],
    ['transform that is none', '<svg><path transform="spin(3)" d="M1,1h2v2z"/></svg>']
  ])('%s gives nothing', (_, svg) => expect(readSvg(svg, createBudget())).toBeNull())

  test('a script beside a shape is ignored', () => {
    const shape = readSvg('<svg onload="x()"><script>x()</script><path d="M1,1h2v2z"/></svg>', createBudget())
    expect(bounds(shape?.rings)).toEqual([1, 1, 3, 3])
  })

  test('the budget ends endless paths', () => {
    const svg = `<svg><path d="M0 0${'c1 9 9 1 9 9'.repeat(100_000)}"/></svg>`
    expect(() => readSvg(svg, createBudget(50_000))).toThrow(BudgetExceeded)
  })
})
