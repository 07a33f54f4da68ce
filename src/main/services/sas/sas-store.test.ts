import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listen } from '../../hosts/listen'
import { resourcesDir, startTestBackend, temporaryFolder } from '../../testing/test-backend'
import { initialiseProject, openSession } from '../session'
import { selectAnnotation } from './select-annotation'

/** A share for writing of the sample's photos, one of whose canvases is written on. */
async function startShare() {
  const started = await startTestBackend({ listen })
  const { client, ended } = started
  await client.projects.create({ name: 'Server' })
  await ended((await client.sources.import({ from: join(resourcesDir, 'sample/iiif/manifest.json') })).jobId)
  const { url } = await client.publish.start({ allowsWriting: true })
  const [imageId = 0] = (await client.images.query({})).ids
  const before = (await client.annotations.list({ imageId })).length
  const { canvasId } = await client.images.get({ id: imageId })
  const post = async (endpoint: string, id: string, ...boxes: readonly string[]): Promise<number> => {
    const on = boxes.map(box => `${canvasId}#xywh=${box}`)
    const resource = { '@type': 'oa:Tag', chars: 'Strap' }
    const body = JSON.stringify({ '@id': id, '@type': 'oa:Annotation', resource, on })
    return (await fetch(`${url}/sas/annotation/${endpoint}`, { method: 'POST', body })).status
  }
  /** Those that were added since. */
  const boxes = async (): Promise<readonly unknown[]> =>
    (await client.annotations.list({ imageId })).slice(before).map(({ region }) => region)
  return { ...started, url, imageId, post, boxes }
}

const box = (x: number) => ({ kind: 'rect', x, y: 1, w: 10, h: 10 })

test('an annotation of several targets is changed and deleted as one, others whose ids begin alike stay', async () => {
  const { url, post, boxes } = await startShare()
  expect(await post('create', 'http://example.org/1', '1,1,10,10', '2,1,10,10', '3,1,10,10')).toBe(201)
  expect(await post('create', 'http://example.org/12', '50,1,10,10')).toBe(201)
  expect(await boxes()).toEqual([box(1), box(2), box(3), box(50)])
  expect(await post('update', 'http://example.org/1', '7,1,10,10', '8,1,10,10')).toBe(201)
  expect(await boxes()).toEqual([box(7), box(8), box(50)])
  expect(await post('create', 'http://example.org/1', '9,1,10,10')).toBe(409)
  const destroyed = await fetch(`${url}/sas/annotation/destroy?uri=http://example.org/1`, { method: 'DELETE' })
  expect(destroyed.status).toBe(204)
  expect(await boxes()).toEqual([box(50)])
})

test('an id is looked up in indexes alone: a project may have 70,000 labels', async () => {
  const path = await temporaryFolder()
  const options = { now: () => new Date() }
  await initialiseProject(path, 'Large', options)
  const session = await openSession(path, options)
  const { sql, params } = selectAnnotation(session, 'http://example.org/1').toSQL()
  const plan = session.database.sqlite
    .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
    .all(...params)
  await session.close()
  const details = plan.map(({ detail }) => detail)
  expect(details.filter(detail => detail.startsWith('SCAN'))).toEqual([])
  expect(details.filter(detail => detail.includes('annotation_external'))).toHaveLength(2)
})

test('what was drawn here and is changed through the server stays the same annotation, with its history', async () => {
  const { client, post, imageId } = await startShare()
  const { id } = await client.annotations.create({ imageId, region: { kind: 'rect', x: 1, y: 1, w: 5, h: 5 } })
  expect(await post('update', `urn:uuid:${id}`, '7,1,10,10')).toBe(201)
  const found = await client.annotations.list({ imageId })
  expect(found.at(-1)).toMatchObject({ id, region: box(7) })
  expect((await client.annotations.history({ id })).map(({ summary }) => summary)).toEqual([
    expect.stringMatching(/^Draw box/),
    'Change annotation through SAS'
  ])
})
