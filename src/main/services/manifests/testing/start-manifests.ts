import { join } from 'node:path'
import type { Manifest } from '@shared/contract/manifests'
import { readManifest } from '@shared/domain/presentation/read-manifest'
import { resourcesDir, startTestBackend, type TestBackend } from '../../../testing/test-backend'

export const en = (value: string) => [{ language: 'en', value }]
export const baseUrl = 'https://example.org/vitrine'

export interface ManifestProject extends TestBackend {
  /** Five images, by name. */
  readonly ids: readonly number[]
  /** A manifest of these, “Shoes”. */
  make(): Promise<Manifest>
  /** Images of a manifest's canvases, in reading order. */
  images(id: number): Promise<number[]>
  /** A manifest's document, and what a reader makes of it. */
  written(id: number, version: 2 | 3): ReturnType<typeof writtenBy>
}

/** A project of the sample's photos, read from a manifest and from a folder. */
export async function startManifests(): Promise<ManifestProject> {
  const started = await startTestBackend()
  const { client, ended } = started
  await client.projects.create({ name: 'Clothes' })
  for (const from of ['sample/iiif/manifest.json', 'sample/photos']) {
    await ended((await client.sources.import({ from: join(resourcesDir, from) })).jobId)
  }
  const ids = (await client.images.query({ sort: { by: 'name' } })).ids.slice(0, 5)
  return {
    ...started,
    ids,
    make: () => client.manifests.create({ label: en('Shoes'), filter: { ids: [...ids] }, sort: { by: 'name' } }),
    images: async id => (await client.manifests.get({ id })).canvases.map(({ imageId }) => imageId),
    written: (id, version) => writtenBy(started, id, version)
  }
}

async function writtenBy({ client }: TestBackend, id: number, version: 2 | 3) {
  const document = await client.manifests.document({ id, version, baseUrl })
  const json: unknown = JSON.parse(document.text)
  return { ...document, json, manifest: readManifest(json) }
}
