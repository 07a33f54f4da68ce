import type { ItemModel } from '@shared/contract/item'
import { VitrineError } from '@shared/contract/errors'
import type { Example } from '../examples/examples'
import type { ProjectSession } from '../session'
import type { ExternalSets, StoredSet } from '../judging/external-sets'

/** What predictions that were made elsewhere say of one example. */
export async function askExternal(
  session: ProjectSession,
  external: ExternalSets,
  set: StoredSet,
  example: Example
): Promise<ItemModel> {
  const truth = example.labelled ? set.classes.findIndex(({ id }) => id === example.classId) : -1
  const model = {
    ...{ runId: set.uuid, number: set.id, name: set.name, recipe: null, outOfFoldOf: null },
    labels: set.classes.map(({ name }) => name),
    classIds: set.classes.map(({ id }) => id),
    truth: truth < 0 ? null : truth
  }
  try {
    const answer = await external.ofExample(session, set, example)
    if (!answer) {
      const reason = 'The imported predictions say nothing of this image, or of its box as it is now.'
      return { ...model, probabilities: null, predicted: null, reason }
    }
    const { probabilities, predicted } = answer
    return { ...model, probabilities: probabilities && [...probabilities], predicted, reason: null }
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error
    return { ...model, probabilities: null, predicted: null, reason: error.message }
  }
}
