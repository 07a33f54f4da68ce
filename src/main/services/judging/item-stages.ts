import { VitrineError } from '@shared/contract/errors'
import type { Region } from '@shared/contract/annotations'
import type { Stages } from '@shared/contract/item'
import type { Recipe } from '@shared/contract/recipe'
import { toRgb } from '@shared/domain/recipes/color'
import { blankPixels, pastePixels, type Pixels } from '@shared/domain/recipes/pixels'
import { resizePixels, shrunkSize } from '@shared/domain/recipes/resample'
import { runStages } from '@shared/domain/recipes/run-recipe'
import { createRecipeRenderer } from '../../images/recipes/recipe-renderer'
import type { Example } from '../examples/examples'
import type { ProjectSession } from '../session'
import { showPack } from './item-inputs'

/** Side of the square that each stage is shown in: four pixels for each of a 28 × 28 input. */
export const edge = 112

/** Stages of an example with their pictures, RGB in squares of `edge`, and the model's input. */
export interface DrawnStages {
  readonly input: Pixels
  readonly stages: readonly Stages['stages'][number][]
  readonly squares: readonly Uint8Array[]
}

/** What every step of a recipe makes of an example, small enough to be shown side by side. Errors: NOT_FOUND. */
export async function showStages(session: ProjectSession, example: Example, recipe: Recipe): Promise<Stages> {
  const { stages, squares } = await drawStages(session, example, recipe)
  return {
    recipe: recipe.name,
    edge,
    pictures: {
      ...(await showPack(session, Buffer.concat(squares), [edge, edge, 3])),
      rows: squares.map((_, at) => at)
    },
    stages: [...stages]
  }
}

/** As `showStages`, for callers that put many examples into one pack. Errors: NOT_FOUND. */
export async function drawStages(session: ProjectSession, example: Example, recipe: Recipe): Promise<DrawnStages> {
  const { source, stages } = await stagesOf(session, example, recipe)
  const shown = [
    { kind: 'source', note: '', pixels: source },
    ...stages.map(({ step, pixels, note }) => ({ kind: step.kind, note, pixels }))
  ]
    // Scaling to 0 … 1 is the engine's: there is nothing to be seen of it.
    .filter(({ kind }) => kind !== 'scale')
    .map(stage => ({ ...stage, small: fitSquare(stage.pixels) }))
  return {
    input: stages.at(-1)?.pixels ?? source,
    squares: shown.map(({ small }) => {
      const square = blankPixels(edge, edge, 3)
      pastePixels(square, small, 0, 0)
      return square.data
    }),
    stages: shown.map(({ kind, note, pixels, small }) => ({
      kind,
      note,
      width: pixels.width,
      height: pixels.height,
      channels: pixels.channels,
      shown: { width: small.width, height: small.height }
    }))
  }
}

async function stagesOf(session: ProjectSession, { pixels }: Example, recipe: Recipe) {
  switch (pixels.kind) {
    case 'none':
      throw new VitrineError('NOT_FOUND', pixels.reason)
    case 'file':
      return await createRecipeRenderer(recipe).stages(await session.objects.read(pixels.hash), pixels.region)
    case 'packed': {
      const [height, width, channels] = pixels.shape
      const length = height * width * channels
      const data = await session.objects.readRange(pixels.hash, pixels.index * length, length)
      const source = { width, height, channels, data: new Uint8Array(data) }
      const [inputHeight, inputWidth, inputChannels] = createRecipeRenderer(recipe).shape
      // A packed picture in the model's own shape passes unchanged.
      const isInput = height === inputHeight && width === inputWidth && channels === inputChannels
      return { source, stages: isInput ? [] : runStages(source, whole, recipe) }
    }
  }
}

const whole: Region = { kind: 'whole' }

/** As RGB within the square: large pictures made small by area, small ones enlarged by whole pixels. */
function fitSquare(pixels: Pixels): Pixels {
  const color = toRgb(pixels.channels === 2 ? firstChannel(pixels) : pixels)
  const { width, height } = shrunkSize(color, edge)
  if (width < color.width || height < color.height) return resizePixels(color, width, height, 'area')
  const times = Math.max(1, Math.floor(edge / Math.max(color.width, color.height)))
  return times === 1 ? color : resizePixels(color, color.width * times, color.height * times, 'nearest')
}

function firstChannel({ width, height, channels, data }: Pixels): Pixels {
  return {
    width,
    height,
    channels: 1,
    data: Uint8Array.from({ length: width * height }, (_, at) => data[at * channels] ?? 0)
  }
}
