import { describe, expect, it } from 'vitest'
import { indexMap, proposeLabelMap } from './label-map'
import { reasonsAgainstComparing, remarksOn, type Basis } from './protocol-guard'

const photos: Basis = {
  protocol: 'held-out',
  populationName: 'Photos',
  populationHash: 'a',
  count: 15,
  recipe: 'study',
  foreignRecipe: false,
  labelMap: null
}

describe('the protocol guard', () => {
  it('lets equal bases pass', () => {
    expect(reasonsAgainstComparing(photos, { ...photos, recipe: 'photo' })).toEqual([])
    expect(remarksOn(photos)).toEqual([])
  })

  it('names every difference', () => {
    const test: Basis = {
      ...photos,
      protocol: 'single-split',
      populationName: 'Fashion-MNIST test',
      populationHash: 'b',
      count: 10_000
    }
    expect(reasonsAgainstComparing(photos, test)).toEqual([
      'They are judged on different pictures: 15 of “Photos” and 10000 of “Fashion-MNIST test”.',
      'One figure is of photos held out, the other of a single split.'
    ])
    expect(reasonsAgainstComparing(photos, { ...photos, count: 14 })[0]).toContain('labels have changed')
    expect(reasonsAgainstComparing(photos, { ...photos, populationHash: 'c' })[0]).toContain('in another state')
  })

  it('remarks on training data and foreign recipes', () => {
    expect(remarksOn({ ...photos, protocol: 'training-data', foreignRecipe: true })).toHaveLength(2)
  })
})

describe('predictions made elsewhere, and maps', () => {
  const external: Basis = { ...photos, protocol: 'external', recipe: null }
  const mapped: Basis = { ...photos, labelMap: { kind: 'index', hash: 'a' } }

  it('are no protocol of ours, and say so', () => {
    expect(reasonsAgainstComparing(photos, external)).toEqual([
      'One figure is of photos held out, the other of predictions made elsewhere.'
    ])
    expect(remarksOn(external)).toEqual([expect.stringMatching(/^Predicted elsewhere/)])
  })

  it('make a figure another one, by place in the list one that means nothing', () => {
    expect(reasonsAgainstComparing(photos, mapped)).toEqual(['They rest on different maps of the classes.'])
    expect(remarksOn(mapped)).toEqual([expect.stringMatching(/means nothing/)])
  })
})

describe('a label map', () => {
  const model = ['T-shirt/top', 'Trouser', 'Ankle boot']

  it('is proposed by names and leaves out what has no counterpart', () => {
    const map = proposeLabelMap(['Ankle boots', 'tshirt top', 'Digit', 'trousers'], model)
    expect(map).toEqual([2, 0, null, 1])
  })

  it('by index exists for the study, and ends with the shorter list', () => {
    expect(indexMap(['0', '1', '2', '3'], model)).toEqual([0, 1, 2, null])
  })
})
