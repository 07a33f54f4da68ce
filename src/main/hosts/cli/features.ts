import type { Client } from '@shared/contract/contract'
import { VitrineError } from '@shared/contract/errors'
import type { CommandContext } from './command'
import { followJob } from './jobs'

/** Id of a source by name or id; null = all of them. Errors: NOT_FOUND with those there are. */
export async function chooseSource(client: Client, wanted: string | undefined): Promise<number | null> {
  if (wanted === undefined) return null
  const sources = await client.sources.list()
  const found = sources.find(({ id, name }) => name === wanted || String(id) === wanted)
  if (found) return found.id
  throw new VitrineError(
    'NOT_FOUND',
    `There is no source “${wanted}”. Choose one of: ${sources.map(({ name }) => name).join(', ')}.`
  )
}

/** Computes the features that are missing in a scope and compares its items, where that has not been done. */
export async function prepareFeatures(client: Client, sourceId: number | null, context: CommandContext): Promise<void> {
  const { compared } = await client.similarity.coverage({ sourceId })
  if (compared) return
  const { jobId } = await client.similarity.compute({ sourceId })
  await followJob(client, jobId, context)
}
