import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import Ajv from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { readManifest } from '@shared/domain/presentation/read-manifest'
import { preparePython } from '../../testing/python-environment'
import { baseUrl, en, startManifests, type ManifestProject } from './testing/start-manifests'

test('what is edited is written in both versions and outlives the program', async () => {
  const { client, make, written, ids } = await startManifests()
  const { id, canvases } = await make()
  const path = (await client.projects.current())?.path ?? ''
  await client.manifests.update({
    id,
    change: {
      label: [...en('Shoes'), { language: 'de', value: 'Schuhe' }],
      summary: en('Five photos'),
      metadata: [{ label: en('Maker'), value: [{ language: null, value: '靴 & Søn' }] }],
      rights: 'https://creativecommons.org/licenses/by/4.0/',
      requiredStatement: { label: en('Attribution'), value: en('A museum') },
      provider: { id: 'https://museum.example/', label: en('A museum'), homepage: null, logo: null },
      thumbnailImageId: ids[1] ?? 0
    }
  })
  const [first] = canvases
  await client.manifests.updateCanvas({
    canvasId: first?.id ?? 0,
    label: [{ language: 'fr', value: 'Première' }],
    thumbnail: { x: 10, y: 20, w: 300, h: 150 }
  })
  await client.projects.close()
  await client.projects.open({ path })
  for (const version of [2, 3] as const) {
    const { manifest, name, json } = await written(id, version)
    expect(name).toBe(`Shoes.iiif${version}.json`)
    expect(manifest.problems).toEqual([])
    expect(manifest).toMatchObject({
      version,
      label: [...en('Shoes'), { language: 'de', value: 'Schuhe' }],
      summary: en('Five photos'),
      requiredStatement: { value: en('A museum') }
    })
    expect(manifest.metadata[0]).toEqual({ label: en('Maker'), value: [{ language: null, value: '靴 & Søn' }] })
    expect(manifest.rights).toMatch(/creativecommons\.org\/licenses\/by\/4\.0/)
    expect(manifest.canvases).toHaveLength(5)
    expect(manifest.canvases[0]?.label).toEqual([{ language: 'fr', value: 'Première' }])
    expect(JSON.stringify(json)).toContain(`/iiif/image/${version}/${ids[0]}/10,20,300,150/300,`)
    expect(JSON.stringify(json)).toContain(`"thumbnail":${version === 3 ? '[{"id":' : ''}"${baseUrl}/iiif/image/`)
    expect(JSON.stringify(json)).not.toContain('Untitled')
  }
})

/** With everything that can be said of one. */
async function makeDescribed({ client, make }: ManifestProject): Promise<number> {
  const { id, canvases } = await make()
  await client.manifests.update({
    id,
    change: {
      summary: en('Five photos'),
      metadata: [{ label: en('Maker'), value: en('unknown') }],
      rights: 'http://rightsstatements.org/vocab/NoC-US/1.0/',
      requiredStatement: { label: en('Attribution'), value: en('A museum') },
      provider: {
        id: 'https://museum.example/',
        label: en('A museum'),
        homepage: 'https://museum.example/',
        logo: 'https://museum.example/logo.png'
      }
    }
  })
  const canvasId = canvases[0]?.id ?? 0
  await client.manifests.updateCanvas({ canvasId, label: en('Front'), thumbnail: { x: 1, y: 2, w: 30, h: 40 } })
  return id
}

const prezi = await preparePython('iiif-prezi3==3.1.1')
test.skipIf(!prezi.ok)('version 3 loads in iiif-prezi3', async () => {
  const project = await startManifests()
  const { text } = await project.written(await makeDescribed(project), 3)
  const script = 'import sys, json, iiif_prezi3; iiif_prezi3.Manifest(**json.load(sys.stdin))'
  const { stderr } = spawnSync(prezi.ok ? prezi.python : '', ['-c', script], { input: text, encoding: 'utf8' })
  expect(stderr).toBe('')
})

test('version 2 passes the schema written from the specification', async () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats(ajv)
  const schema: unknown = JSON.parse(await readFile(resolve('e2e/fixtures/iiif/presentation-2.schema.json'), 'utf8'))
  // A schema file is an object.
  const validate = ajv.compile(schema as object)
  const project = await startManifests()
  validate((await project.written(await makeDescribed(project), 2)).json)
  expect(validate.errors ?? []).toEqual([])
})

test('it is published beside the sources, with its annotations and pictures', async () => {
  const { client, backend, make, ids } = await startManifests()
  const { published } = await make()
  const ask = async (path: string): Promise<Response> => await backend.fetch(new Request(`http://127.0.0.1${path}`))
  expect(await (await ask('/iiif/3/collection')).text()).toContain(`/iiif/3/manifest/${published}`)
  for (const version of [2, 3]) {
    const manifest = readManifest(await (await ask(`/iiif/${version}/manifest/${published}`)).json())
    expect(manifest.canvases).toHaveLength(5)
    const picture = new URL(manifest.canvases[0]?.thumbnail?.url ?? '')
    expect((await ask(picture.pathname)).headers.get('content-type')).toBe('image/jpeg')
  }
  await client.images.remove({ ids: [...ids] })
  expect((await ask(`/iiif/3/manifest/${published}`)).status).toBe(404)
  expect(await (await ask('/iiif/3/collection')).text()).not.toContain(published)
})

/** A canvas of a museum's manifest, whose picture is not kept here. */
const elsewhere = {
  id: 'https://museum.example/canvas/1',
  type: 'Canvas',
  width: 4000,
  height: 2000,
  items: [
    {
      id: 'https://museum.example/page/1',
      type: 'AnnotationPage',
      items: [
        {
          id: 'https://museum.example/painting/1',
          type: 'Annotation',
          motivation: 'painting',
          target: 'https://museum.example/canvas/1',
          body: {
            id: 'https://museum.example/iiif/1/full/max/0/default.jpg',
            type: 'Image',
            width: 4000,
            height: 2000,
            service: [{ id: 'https://museum.example/iiif/1', type: 'ImageService3', profile: 'level2' }]
          }
        }
      ]
    }
  ]
}

test('a picture that came from an image service is named there, with the part that stands for it', async () => {
  const { client, folder, ended, written } = await startManifests()
  const path = join(folder, 'museum.json')
  const museum = { id: 'https://museum.example/m', type: 'Manifest', label: { en: ['Museum'] }, items: [elsewhere] }
  const context = 'http://iiif.io/api/presentation/3/context.json'
  await writeFile(path, JSON.stringify({ '@context': context, ...museum }))
  await ended((await client.sources.import({ from: path, format: 'iiif', copy: false })).jobId)
  const { id, canvases } = await client.manifests.create({ label: en('Mixed'), filter: {} })
  const canvasId = canvases.at(-1)?.id ?? 0
  await client.manifests.updateCanvas({ canvasId, thumbnail: { x: 1000, y: 500, w: 400, h: 200 } })
  for (const version of [2, 3] as const) {
    const { manifest, text } = await written(id, version)
    expect(manifest.canvases.at(-1)?.images[0]?.service).toMatchObject({
      id: 'https://museum.example/iiif/1',
      version: 3,
      level: 2
    })
    expect(text).toContain('https://museum.example/iiif/1/pct:25.000,25.000,10.000,10.000/400,200/0/default.jpg')
    expect(manifest.canvases[0]?.images[0]?.service?.id).toContain(baseUrl)
  }
  const { text } = await client.manifests.document({ id, version: 3, baseUrl, originals: false })
  expect(text).toContain('https://museum.example/iiif/1')
})

test.each(['iiif3', 'iiif2', 'bundle'] as const)(
  'an export of it as %s has its canvases, order and words, with the pictures',
  async format => {
    const { client, folder, ended, make, ids } = await startManifests()
    const { id, published, canvases } = await make()
    await client.manifests.moveCanvases({ id, canvasIds: [canvases[4]?.id ?? 0], to: 0 })
    await client.manifests.update({ id, change: { summary: en('To be put on a web server') } })
    const out = join(folder, format)
    const { jobId } = await client.exports.start({ format, out, manifest: published, baseUrl })
    expect((await ended(jobId)).error).toBe(null)
    const written = readManifest(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')))
    expect(written).toMatchObject({ label: en('Shoes'), summary: en('To be put on a web server'), problems: [] })
    const names = await Promise.all(
      [4, 0, 1, 2, 3].map(async index => (await client.images.get({ id: ids[index] ?? 0 })).name)
    )
    expect(written.canvases.map(({ label }) => label[0]?.value)).toEqual(names)
    for (const { images } of written.canvases) expect(images[0]?.id).toContain(baseUrl)
    const unknown = await client.exports.start({ format, out: join(folder, 'other'), manifest: 'made-99' })
    expect((await ended(unknown.jobId)).error).toMatchObject({ code: 'NOT_FOUND' })
  }
)
