import { describe, expect, it } from 'vitest'
import { asPhoto } from './control'
import { fashionMnist, study } from './named'
import { blankPixels } from './pixels'
import { runRecipe } from './run-recipe'
import { checkRecipe } from './shape'
import { cropVariants, nameCrop, recipeGrid } from './variants'

describe('variants of a recipe', () => {
  it('differ in the crop alone', () => {
    const variants = cropVariants(fashionMnist)
    expect(variants.map(({ steps: [crop] }) => (crop?.kind === 'crop' ? nameCrop(crop) : null))).toEqual([
      'whole',
      'box',
      'box + 10 %',
      'square'
    ])
    for (const { steps } of variants) expect(steps.slice(1)).toEqual(fashionMnist.steps.slice(1))
  })

  it('form a grid of recipes for the wanted size, each under a name of its own', () => {
    const grid = recipeGrid(32, 24)
    expect(new Set(grid.map(({ name }) => name)).size).toBe(18)
    for (const recipe of grid) expect(checkRecipe(recipe)).toEqual([24, 32, 1])
  })
})

describe('a recipe that makes no input', () => {
  it('names the step at fault', () => {
    const [crop, ...steps] = study.steps
    const late = { ...study, steps: [...steps, ...(crop ? [crop] : [])] }
    expect(checkRecipe(late)).toEqual({ step: 4, message: expect.stringContaining('first step') })
    const none = { ...study, steps: study.steps.filter(({ kind }) => kind !== 'resize') }
    expect(checkRecipe(none)).toEqual({ step: null, message: expect.stringContaining('resize') })
  })
})

describe('the control', () => {
  it('comes back almost as it was by the recipe that photos need, squashed by the whole-frame one', () => {
    const garment = blankPixels(28, 28, 1)
    for (let y = 1; y < 27; y++) for (let x = 8; x < 20; x++) garment.data[y * 28 + x] = 200
    const { photo, region } = asPhoto(garment)
    const difference = (made: Uint8Array) =>
      made.reduce((sum, value, at) => sum + Math.abs(value - (garment.data[at] ?? 0)), 0) / made.length
    const good = difference(runRecipe(photo, region, fashionMnist).data)
    const squashed = difference(runRecipe(photo, region, study).data)
    expect(good).toBeLessThan(squashed)
  })
})
