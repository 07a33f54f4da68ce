import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { importInputSchema } from '@shared/contract/sources'
import { VitrineError } from '@shared/contract/errors'
import { knownDatasets } from '../datasets/known-datasets'
import type { JobsService } from '../jobs/jobs-service'
import type { SourcesService } from '../sources/sources-service'
import { readPhotos } from '../sources/read-photos'

const datasetId = 'fashion-mnist-200'
const dataset = knownDatasets.find(({ id }) => id === datasetId)

/** Puts the shipped photos with their boxes and the small Fashion-MNIST into the open project; waits until it is done. */
export async function fillSample(resourcesDir: string, jobs: JobsService, sources: SourcesService): Promise<void> {
  const job = jobs.start({ kind: 'import', title: 'Sample project', lane: 'import' }, async context => {
    const folder = join(resourcesDir, 'sample')
    const input = v.parse(importInputSchema, { from: join(folder, 'photos') })
    const boxes = await readFile(join(folder, 'boxes.csv'), 'utf8')
    const photos = await readFile(join(folder, 'photos.csv'), 'utf8')
    // The photos stand first in the library, the classes in the order of the dataset.
    const tables = { boxes, photos, name: 'Photos', classes: dataset?.classes ?? [] }
    await sources.importPlan(input, context, reader => readPhotos(tables, reader))
    return await sources.importNow(v.parse(importInputSchema, { from: `catalogue:${datasetId}` }), context)
  })
  const ended = await jobs.ended(job.id)
  if (ended.state === 'succeeded') return
  const reason = ended.error?.message ?? 'It was cancelled.'
  throw new VitrineError(ended.error?.code ?? 'CANCELLED', `The sample project was not made. ${reason}`)
}
