import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { Region } from '@shared/contract/annotations'
import { recipeSchema, type Recipe, type RecipeStep } from '@shared/contract/recipe'
import { createRandom } from '../random/random'
import { fashionMnist, namedRecipes, study } from './named'
import { blankPixels, type Pixels } from './pixels'
import { cropRectangle } from './region'
import { runRecipe, runStages } from './run-recipe'
import { recipeShape } from './shape'

const whole: Region = { kind: 'whole' }

/** A garment of one colour with a little noise, 40 × 60 in the middle of 100 × 100 of another. */
function scene(garment: readonly number[], ground: readonly number[], noise = 6): Pixels {
  const random = createRandom(3, 'scene')
  const picture = blankPixels(100, 100, garment.length)
  for (let y = 0; y < 100; y++) {
    for (let x = 0; x < 100; x++) {
      const color = isGarment(x, y) ? garment : ground
      color.forEach((value, channel) => {
        picture.data[(y * 100 + x) * garment.length + channel] = value + random.integer(2 * noise + 1) - noise
      })
    }
  }
  return picture
}
const isGarment = (x: number, y: number) => x >= 30 && x < 70 && y >= 20 && y < 80

const recipe = (...steps: readonly RecipeStep[]): Recipe => ({ name: 'test', transparency: 'white', steps: [...steps] })
const greyPicture = (width: number, height: number, values: readonly number[]): Pixels => ({
  width,
  height,
  channels: 1,
  data: Uint8Array.from(values)
})
const resize = (changes: Partial<Extract<RecipeStep, { kind: 'resize' }>>): RecipeStep => ({
  kind: 'resize',
  width: 4,
  height: 4,
  kernel: 'area',
  aspect: 'pad',
  pad: 'black',
  inset: 0,
  ...changes
})
const rowsOf = ({ width, data }: Pixels) =>
  Array.from({ length: data.length / width }, (_, y) => [...data.subarray(y * width, (y + 1) * width)])

describe('a crop', () => {
  const rectangle = (region: Region, policy: 'whole' | 'box' | 'square', margin = 0) =>
    cropRectangle(200, 100, region, { kind: 'crop', policy, margin })
  const box: Region = { kind: 'rect', x: 50, y: 30, w: 40, h: 20 }

  it('takes the whole, the box, the box with a margin of its longer side, or a square about it', () => {
    expect(rectangle(box, 'whole')).toEqual({ x: 0, y: 0, w: 200, h: 100 })
    expect(rectangle(box, 'box')).toEqual({ x: 50, y: 30, w: 40, h: 20 })
    expect(rectangle(box, 'box', 0.1)).toEqual({ x: 46, y: 26, w: 48, h: 28 })
    expect(rectangle(box, 'square')).toEqual({ x: 50, y: 20, w: 40, h: 40 })
    expect(rectangle(whole, 'square')).toEqual({ x: 0, y: 0, w: 200, h: 100 })
  })

  it('takes the bounding box of other shapes and stays inside the picture', () => {
    expect(rectangle({ kind: 'rotated', x: 50, y: 30, w: 40, h: 20, rotation: 90 }, 'box')).toEqual({
      x: 60,
      y: 20,
      w: 20,
      h: 40
    })
    const rings: [number, number][][] = [
      [
        [10, 10],
        [60.4, 20],
        [30, 90]
      ]
    ]
    expect(rectangle({ kind: 'polygon', rings }, 'box')).toEqual({ x: 10, y: 10, w: 50, h: 80 })
    expect(rectangle({ kind: 'rect', x: 150, y: -20, w: 100, h: 50 }, 'box')).toEqual({ x: 150, y: 0, w: 50, h: 30 })
    expect(() => rectangle({ kind: 'rect', x: 300, y: 0, w: 5, h: 5 }, 'box')).toThrow('Move it into the picture')
  })
})

describe('garment and ground', () => {
  const separate = (picture: Pixels) =>
    runStages(picture, whole, recipe({ kind: 'background', tolerance: 0.1 })).at(-1)?.garment ?? null

  it.each([
    ['dark on light', [40, 45, 60], [215, 210, 200]],
    ['light on dark', [230, 230, 225], [60, 30, 30]],
    ['red on wood', [190, 30, 40], [170, 130, 90]],
    ['grey only', [90], [200]]
  ])('are told apart: %s', (_, garment, ground) => {
    const mask = separate(scene(garment, ground))
    const wrong = mask?.reduce(
      (sum, value, at) => sum + Number(!!value !== isGarment(at % 100, Math.floor(at / 100))),
      0
    )
    expect(wrong).toBeLessThan(200)
  })

  it('are not where a picture is all of one colour, and the later steps do without', () => {
    const flat = scene([120, 120, 120], [120, 120, 120], 0)
    expect(separate(flat)).toBeNull()
    const stages = runStages(flat, whole, fashionMnist)
    expect(stages.find(stage => stage.step.kind === 'background')?.note).toContain('could not be told apart')
    expect(stages.at(-1)?.pixels).toMatchObject({ width: 28, height: 28, channels: 1 })
  })

  it('come from transparency where a picture is cut out', () => {
    const cutOut = blankPixels(50, 50, 4)
    for (let y = 10; y < 40; y++) for (let x = 20; x < 30; x++) cutOut.data.set([250, 250, 250, 255], (y * 50 + x) * 4)
    const stages = runStages(cutOut, whole, recipe({ kind: 'background', tolerance: 0.1 }, { kind: 'trim', margin: 0 }))
    expect(stages.at(-1)?.pixels).toMatchObject({ width: 10, height: 30, channels: 3 })
  })
})

describe('polarity', () => {
  const polarity = { kind: 'polarity', mode: 'auto' } as const
  const middle = (picture: Pixels) => picture.data[50 * 100 + 50] ?? 0

  it('makes the ground dark and the garment light, whichever it was', () => {
    for (const [garment, ground] of [
      [40, 220],
      [220, 40]
    ] as const) {
      const result = runRecipe(scene([garment], [ground], 0), whole, recipe(polarity))
      expect(result.data[0]).toBeLessThan(128)
      expect(middle(result)).toBeGreaterThan(128)
    }
  })

  it('says what it found', () => {
    const [stage] = runStages(scene([40], [220], 0), whole, recipe(polarity))
    expect(stage?.note).toBe('Border 220: light ground, inverted.')
  })
})

describe('resizing', () => {
  const tall = greyPicture(2, 4, [10, 20, 30, 40, 50, 60, 70, 80])

  it('pads, cuts or squashes', () => {
    expect(rowsOf(runRecipe(tall, whole, recipe(resize({ kernel: 'nearest' }))))).toEqual([
      [0, 10, 20, 0],
      [0, 30, 40, 0],
      [0, 50, 60, 0],
      [0, 70, 80, 0]
    ])
    expect(rowsOf(runRecipe(tall, whole, recipe(resize({ aspect: 'crop', width: 2, height: 2 }))))).toEqual([
      [30, 40],
      [50, 60]
    ])
    expect(rowsOf(runRecipe(tall, whole, recipe(resize({ aspect: 'squash', width: 2, height: 2 }))))).toEqual([
      [20, 30],
      [60, 70]
    ])
  })

  it('keeps an inset free, in the border colour when asked', () => {
    const light = greyPicture(2, 2, [200, 200, 200, 200])
    expect(rowsOf(runRecipe(light, whole, recipe(resize({ inset: 1 }))))[1]).toEqual([0, 200, 200, 0])
    expect(rowsOf(runRecipe(light, whole, recipe(resize({ inset: 1, pad: 'border' }))))[0]).toEqual([
      200, 200, 200, 200
    ])
  })
})

describe('tone and edges', () => {
  it('stretch the contrast, of a flat picture not at all', () => {
    const contrast = { kind: 'contrast', low: 0, high: 1, black: 55 } as const
    expect([...runRecipe(greyPicture(3, 1, [100, 110, 120]), whole, recipe(contrast)).data]).toEqual([55, 155, 255])
    expect([...runRecipe(greyPicture(2, 1, [9, 9]), whole, recipe(contrast)).data]).toEqual([9, 9])
  })

  it('find an edge and add it as a channel', () => {
    const step = greyPicture(4, 3, [0, 0, 80, 80, 0, 0, 80, 80, 0, 0, 80, 80])
    expect(rowsOf(runRecipe(step, whole, recipe({ kind: 'edges', mode: 'replace' })))[1]).toEqual([0, 80, 80, 0])
    expect([...runRecipe(step, whole, recipe({ kind: 'edges', mode: 'append' })).data.subarray(0, 8)]).toEqual([
      0, 0, 0, 80, 80, 80, 80, 0
    ])
  })
})

describe('the recipe fashion-mnist', () => {
  it('shows a dark garment on a light floor as the training set does: bright, on black, filling the height', () => {
    const input = runRecipe(scene([30, 30, 60], [210, 190, 160]), whole, fashionMnist)
    const rows = rowsOf(input)
    expect(rows.filter(row => Math.max(...row) > 60)).toHaveLength(26)
    expect(rows[0]).toEqual(Array<number>(28).fill(0))
    expect(rows[14]?.filter(value => value > 60).length).toBeGreaterThanOrEqual(16)
    expect(rows[14]?.[2]).toBe(0)
  })
})

describe('recipes as data', () => {
  it('pass the schema and say their shape', () => {
    for (const named of namedRecipes) expect(v.parse(recipeSchema, named)).toEqual(named)
    expect(namedRecipes.map(recipeShape)).toEqual([
      [28, 28, 1],
      [28, 28, 1],
      [224, 224, 3]
    ])
  })

  it('are refused with a reason when they make no model input', () => {
    expect(recipeShape(recipe({ kind: 'color', mode: 'L' }))).toContain('add the step “resize”')
    expect(recipeShape(recipe(resize({})))).toContain('add the step “color”')
    expect(recipeShape(recipe(resize({}), { kind: 'crop', policy: 'box', margin: 0 }))).toContain('first step')
    expect(recipeShape(recipe({ kind: 'fill', ground: 'black' }))).toContain('“background” before it')
    expect(recipeShape(recipe({ kind: 'color', mode: 'L' }, resize({ inset: 2 })))).toContain('no room')
    expect(recipeShape(recipe({ kind: 'color', mode: 'RGB' }, resize({}), { kind: 'edges', mode: 'append' }))).toEqual([
      4, 4, 4
    ])
    expect(v.safeParse(recipeSchema, { ...study, steps: [] }).success).toBe(false)
  })
})
