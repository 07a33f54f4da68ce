import type { Client } from '@shared/contract/contract'
import type { Dataset } from '@shared/contract/datasets'
import { VitrineError } from '@shared/contract/errors'
import type { ManifestSummary } from '@shared/contract/manifests'
import type { Run } from '@shared/contract/runs'
import type { Source } from '@shared/contract/sources'
import { inLanguage } from '@shared/domain/presentation/localised-text'

/** A dataset by id, by name (its latest revision) or by `name@revision`. Errors: NOT_FOUND with the names there are. */
export async function findDataset(client: Client, wanted: string): Promise<Dataset> {
  const datasets = await client.datasets.list()
  const named = datasets.filter(({ name }) => name === wanted).toSorted((a, b) => b.revision - a.revision)
  const found =
    named[0] ?? datasets.find(({ id, name, revision }) => [String(id), `${name}@${revision}`].includes(wanted))
  if (found) return found
  const names = datasets.map(({ name, revision }) => `${name}@${revision}`)
  const known = names.length > 0 ? `Datasets: ${names.join(', ')}.` : 'Make one with vitrine dataset PROJECT add NAME.'
  throw new VitrineError('NOT_FOUND', `There is no dataset “${wanted}”. ${known}`)
}

/** A run by id, by number, by name (the newest of that name), or `latest`. Errors: NOT_FOUND with those there are. */
export async function findRun(client: Client, wanted: string): Promise<Run> {
  const runs = await client.runs.list()
  const found =
    wanted === 'latest' ? runs[0] : runs.find(({ id, number, name }) => [id, String(number), name].includes(wanted))
  if (found) return found
  const names = runs.map(({ number, name }) => `${number} (${name})`)
  throw new VitrineError('NOT_FOUND', `There is no run “${wanted}”. Runs: ${names.join(', ') || 'none yet'}.`)
}

/** A source by id, or by name or address (the newest of that name). Errors: NOT_FOUND with those there are. */
export async function findSource(client: Client, wanted: string): Promise<Source> {
  const sources = await client.sources.list()
  const found =
    sources.find(({ id }) => String(id) === wanted) ?? sources.findLast(({ name, uri }) => [name, uri].includes(wanted))
  if (found) return found
  const names = sources.map(({ id, name }) => `${id} (${name})`)
  throw new VitrineError('NOT_FOUND', `There is no source “${wanted}”. Sources: ${names.join(', ') || 'none yet'}.`)
}

/** A manifest by id, by the name it is published under, or by its label. Errors: NOT_FOUND. */
export async function findManifest(client: Client, wanted: string): Promise<ManifestSummary> {
  const manifests = await client.manifests.list()
  const found = manifests.find(({ id, published, label }) =>
    [String(id), published, inLanguage(label)].includes(wanted)
  )
  if (found) return found
  const names = manifests.map(({ published, label }) => `${published} (${inLanguage(label)})`)
  throw new VitrineError('NOT_FOUND', `There is no manifest “${wanted}”. Manifests: ${names.join(', ') || 'none yet'}.`)
}
