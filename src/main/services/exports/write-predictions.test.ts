import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAll } from '@shared/domain/annotation/parse-all'
import { openDatabase } from '../../storage/database'
import type { ProjectSession } from '../session'
import type { StoredRun } from '../training/run-store'
import { readExportData } from './export-data'
import { startAwkwardProject } from './testing/awkward-project'
import { writePredictionPages } from './write-predictions'

const weights = 'ab'.repeat(32)
const id = '0c5c1b6e-7a0b-4b0e-8f2f-123456789abc'
// What an export reads of a run.
const run = { id, number: 7, name: 'small', weights, createdAt: 0, endedAt: 86_400_000, file: { classes: ['Höhere Schuhe, 2', '和服 きもの'] } } as unknown as StoredRun // prettier-ignore

test('predictions lie on the same canvas and region, name run, model and program, and wait for a person', async () => {
  const project = await startAwkwardProject()
  const { client } = project
  const path = (await client.projects.current())?.path ?? ''
  const database = openDatabase(join(path, 'project.sqlite'), { readOnly: true })
  const session = { database } as ProjectSession // all that is read
  const { ids } = await client.images.query({})
  const files = new Map<string, string>()
  const written = await writePredictionPages(
    {
      session,
      data: readExportData(session, ids),
      runs: [run],
      predict: (_, examples) =>
        Promise.resolve(examples.map((_, at) => (at === 0 ? null : Float32Array.of(0.25, 0.75)))),
      context: { projectName: 'Awkward', baseUrl: 'https://e.org/p', version: '1.2.3', made: null }
    },
    {
      folder: '',
      write: (name, content) => Promise.resolve(void files.set(name, content.toString())),
      progress: () => Promise.resolve()
    }
  )
  database.close()
  expect(written.files).toEqual(['predictions/run-7.json'])
  expect(written.skipped).toMatchObject([{ source: 'run 7', code: 'NO_PICTURE' }])
  const page: unknown = JSON.parse(files.get('predictions/run-7.json') ?? '')
  const text = (value: string) => ({ none: [value] })
  expect(page).toMatchObject({
    id: 'https://e.org/p/predictions/run-7.json',
    type: 'AnnotationPage',
    label: text('Run 7 small'),
    metadata: [{ value: text(id) }, { value: text(`urn:sha256:${weights}`) }, { value: text('1970-01-02T00:00:00.000Z') }, { value: text('Vitrine 1.2.3') }]
  }) // prettier-ignore
  const { parsed, failed } = parseAll(page)
  expect(failed).toEqual([])
  expect(parsed).toHaveLength(written.count)
  for (const one of parsed) {
    expect(one.creator).toEqual({ id: `urn:sha256:${weights}`, name: 'Run 7 small', type: 'Software' })
    expect(one.labels).toMatchObject([{ text: '和服 きもの', role: 'prediction', confidence: 0.75 }])
    expect(one.original).toMatchObject({ generator: { name: 'Vitrine 1.2.3' } })
  }
  // On the canvas, which is three times as large as the image.
  const large = parsed.flatMap(({ targets }) => targets).filter(({ source }) => source.endsWith('/canvas/large'))
  expect(large.map(({ region }) => region)).toContainEqual(expect.objectContaining({ kind: 'polygon', rings: expect.arrayContaining([expect.arrayContaining([[300, 60]])]) })) // prettier-ignore

  // Read back, each is a suggestion.
  const file = join(project.folder, 'predictions.json')
  await writeFile(file, JSON.stringify(page))
  await project.importFrom(file, { format: 'iiif' })
  const all = (await Promise.all(ids.map(imageId => client.annotations.list({ imageId })))).flat()
  expect(all.filter(({ status, confidence }) => status === 'suggested' && confidence === 0.75)).toHaveLength(written.count)
}) // prettier-ignore
