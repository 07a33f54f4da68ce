import type { Client } from '@shared/contract/contract'
import type { CommandContext } from './command'
import { findSource } from './find-by-name'
import { followJob } from './jobs'

/** Id of the source that `--on` names; null without it: all of them. Errors: NOT_FOUND with those there are. */
export async function chooseSource(client: Client, wanted: string | undefined): Promise<number | null> {
  return wanted === undefined ? null : (await findSource(client, wanted)).id
}

/** Computes the features that are missing in a scope and compares its items, where that has not been done. */
export async function prepareFeatures(client: Client, sourceId: number | null, context: CommandContext): Promise<void> {
  const { compared } = await client.similarity.coverage({ sourceId })
  if (compared) return
  const { jobId } = await client.similarity.compute({ sourceId })
  await followJob(client, jobId, context)
}
