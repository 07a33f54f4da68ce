import { VitrineError } from '@shared/contract/errors'
import type { Example } from './examples'
import type { InputRenderer, InputShape } from './inputs'

/** Packed examples as they are. */
function asIs(shape: InputShape): InputRenderer {
  return {
    name: 'as-is',
    identity: 'as-is',
    shape,
    render: () =>
      Promise.reject(new VitrineError('UNSUPPORTED', 'A photo needs a recipe that makes it a model input.')),
    renderPacked(pixels, own) {
      if (own.join() === shape.join()) return pixels
      throw new VitrineError(
        'UNSUPPORTED',
        `This image is ${own.join('×')}, the others are ${shape.join('×')}: choose a recipe.`
      )
    }
  }
}

export async function createRenderer(recipe: string, examples: readonly Example[]): Promise<InputRenderer> {
  const packed = examples.map(example => example.pixels).find(pixels => pixels.kind === 'packed')
  if (recipe === 'auto' || recipe === 'as-is') return asIs(packed?.kind === 'packed' ? packed.shape : [28, 28, 1])
  throw new VitrineError('NOT_FOUND', `There is no recipe “${recipe}”.`)
}
