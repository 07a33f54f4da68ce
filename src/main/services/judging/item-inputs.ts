import type { PackedPictures } from '@shared/contract/item'
import type { Example } from '../examples/examples'
import { renderInputs, type InputRenderer, type InputShape } from '../examples/inputs'
import { samplePreviews } from '../examples/sample-previews'
import type { ProjectSession } from '../session'
import type { Workspace } from '../workspace'
import type { ResolvedPopulation } from './populations'

export interface ItemInputsDeps {
  readonly workspace: Workspace
  readonly renderer: (recipe: string, examples: readonly Example[]) => Promise<InputRenderer>
}

/** Model inputs to be looked at, pixel for pixel as a model gets them; null where nothing can be shown. */
export interface ItemInputs {
  of(population: ResolvedPopulation, recipe: string, indexes: readonly number[]): Promise<PackedPictures | null>
  ofExamples(examples: readonly Example[], recipe: string): Promise<PackedPictures | null>
}

export function createItemInputs({ workspace, renderer }: ItemInputsDeps): ItemInputs {
  async function ofExamples(examples: readonly Example[], recipe: string): Promise<PackedPictures | null> {
    const session = workspace.session()
    const ready = await renderer(recipe, examples)
    const inputs = await renderInputs(examples, ready, session.objects)
    if (inputs.rows.length === 0) return null
    const { pack, shape } = await showPack(session, inputs.x, ready.shape)
    return { pack, shape, rows: examples.map((_, at) => orNull(inputs.rows.indexOf(at))) }
  }

  return {
    ofExamples,
    async of({ pixels }, recipe, indexes) {
      if (pixels.kind === 'live') {
        return await ofExamples(
          indexes.flatMap(index => pixels.examples[index] ?? []),
          recipe
        )
      }
      const { dataset, rows } = pixels
      const [height, width, channels] = dataset.facts.shape
      if (channels !== 1 && channels !== 3) return null
      await samplePreviews(workspace.session()).add(dataset.x, dataset.facts.shape)
      return { pack: dataset.x, shape: [height, width, channels], rows: indexes.map(index => rows.start + index) }
    }
  }
}

/** Puts pictures where `/media/pack` finds them. Of inputs with other channels than grey or RGB, the first is shown. */
export async function showPack(
  session: ProjectSession,
  pictures: Uint8Array,
  [height, width, channels]: InputShape
): Promise<Pick<PackedPictures, 'pack' | 'shape'>> {
  const isPlain = channels === 1 || channels === 3
  const shown = isPlain
    ? pictures
    : Uint8Array.from({ length: pictures.length / channels }, (_, at) => pictures[at * channels] ?? 0)
  const shape: [number, number, number] = [height, width, isPlain ? channels : 1]
  const { hash } = await session.objects.put(shown)
  await samplePreviews(session).add(hash, shape)
  return { pack: hash, shape }
}

const orNull = (index: number): number | null => (index < 0 ? null : index)
