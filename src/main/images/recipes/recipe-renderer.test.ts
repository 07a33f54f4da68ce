import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fashionMnist, namedRecipes, photo, study } from '@shared/domain/recipes/named'
import { sharp } from '../safe-sharp'
import { createRecipeRenderer } from './recipe-renderer'

const file = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url))
const golden: { readonly pillow: string; readonly photos: { readonly [name: string]: string } } = JSON.parse(
  readFileSync(new URL('golden/study.json', import.meta.url), 'utf8')
)
const whole = { kind: 'whole' } as const

function largestDifference(actual: Uint8Array, expected: Uint8Array): number {
  expect(actual.length).toBe(expected.length)
  return actual.reduce((largest, value, at) => Math.max(largest, Math.abs(value - (expected[at] ?? 0))), 0)
}

describe("the study's recipe", () => {
  it.each(Object.entries(golden.photos))(`makes Pillow ${golden.pillow}'s input of %s`, async (name, bytes) => {
    const input = await createRecipeRenderer(study).render(file(name), whole)
    expect(largestDifference(input, Buffer.from(bytes, 'base64'))).toBeLessThanOrEqual(1)
  })

  it('leaves a colour profile out of account, as Pillow does', async () => {
    const plain = await sharp(file('dress-07.jpg')).png().toBuffer()
    const profiled = await sharp(plain).withIccProfile('p3', { attach: true }).png().toBuffer()
    const tagged = await sharp(profiled, { ignoreIcc: true }).removeAlpha().raw().toBuffer()
    const renderer = createRecipeRenderer(study)
    const { source } = await renderer.stages(profiled, whole)
    expect(Buffer.compare(tagged, Buffer.from(source.data))).toBe(0)
  })
})

describe('a recipe on image files', () => {
  it('cuts the box from the upright picture', async () => {
    const upright = await sharp(file('pullover-07.jpg')).png().toBuffer()
    const { width, height } = await sharp(upright).metadata()
    const box = { kind: 'rect', x: 20, y: 40, w: width / 2, h: height / 2 } as const
    const turned = await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).png().toBuffer()
    const renderer = createRecipeRenderer(photo)
    expect(await renderer.render(turned, box)).toEqual(await renderer.render(upright, box))
    expect(await renderer.render(upright, box)).not.toEqual(await renderer.render(upright, whole))
  })

  it('gives the same input with and without its stages', async () => {
    const box = { kind: 'rect', x: 10, y: 10, w: 200, h: 250 } as const
    for (const recipe of [study, fashionMnist, photo]) {
      const renderer = createRecipeRenderer(recipe)
      const { stages } = await renderer.stages(file('sandal-09.jpg'), box)
      expect(stages.map(stage => stage.step)).toEqual(recipe.steps)
      const last = stages.at(-1)?.pixels
      expect([last?.height, last?.width, last?.channels]).toEqual(renderer.shape)
      expect(Buffer.compare(Buffer.from(last?.data ?? []), await renderer.render(file('sandal-09.jpg'), box))).toBe(0)
    }
  })

  it.each([
    ['one pixel', () => sharp({ create: { width: 1, height: 1, channels: 3, background: '#369' } })],
    ['a line of pixels', () => sharp({ create: { width: 300, height: 1, channels: 3, background: '#369' } })],
    ['grey with alpha', () => sharp(file('dress-07.jpg')).toColourspace('b-w').ensureAlpha(0.5)],
    ['16 bits', () => sharp(file('dress-07.jpg')).toColourspace('rgb16')]
  ])('takes %s', async (_, make) => {
    const bytes = await make().png().toBuffer()
    for (const recipe of namedRecipes) {
      const { shape, render } = createRecipeRenderer(recipe)
      expect(await render(bytes, whole)).toHaveLength(shape[0] * shape[1] * shape[2])
    }
  })

  it('refuses a box outside of the picture, a damaged file and an incomplete recipe', async () => {
    const renderer = createRecipeRenderer(fashionMnist)
    const outside = { kind: 'rect', x: 9000, y: 0, w: 10, h: 10 } as const
    await expect(renderer.render(file('dress-07.jpg'), outside)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(renderer.render(file('dress-07.jpg').subarray(0, 9000), whole)).rejects.toMatchObject({
      code: 'CORRUPT'
    })
    expect(() => createRecipeRenderer({ ...study, steps: study.steps.slice(0, 3) })).toThrow('add the step “resize”')
  })
})

describe('a recipe on packed pictures', () => {
  it('passes those that are model inputs already, and makes others so', () => {
    const renderer = createRecipeRenderer(study)
    const digit = Uint8Array.from({ length: 784 }, (_, at) => at % 256)
    expect(renderer.renderPacked(digit, [28, 28, 1])).toBe(digit)
    expect(renderer.renderPacked(new Uint8Array(32 * 32 * 3), [32, 32, 3])).toEqual(new Uint8Array(784).fill(255))
  })

  it('has an identity that depends on the steps, not on the name', () => {
    const { identity } = createRecipeRenderer(study)
    expect(createRecipeRenderer({ ...study, name: 'renamed' }).identity).toBe(identity)
    expect(createRecipeRenderer({ ...study, transparency: 'white' }).identity).not.toBe(identity)
  })
})
