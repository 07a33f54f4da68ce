import { join } from 'node:path'
import { resourcesDir, startTestBackend, type TestBackend } from './test-backend'

/** A backend with a new project of the sample's 44 photos. */
export async function startWithPhotos(
  ports?: Parameters<typeof startTestBackend>[0]
): Promise<TestBackend & { path: string }> {
  const started = await startTestBackend(ports)
  const { path } = await started.client.projects.create({ name: 'Photos' })
  await started.ended((await started.client.sources.import({ from: join(resourcesDir, 'sample/photos') })).jobId)
  return { ...started, path }
}
