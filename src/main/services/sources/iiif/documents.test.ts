import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../testing/test-backend'
import { createDocuments, resolveReference } from './documents'

const offline = { fetch: () => Promise.reject(new Error('nothing is fetched here')), close: () => undefined }
const { signal } = new AbortController()

async function startSite() {
  const folder = await temporaryFolder()
  for (const name of ['site', 'site-private']) await mkdir(join(folder, name))
  await writeFile(join(folder, 'site/list.json'), '{}')
  await writeFile(join(folder, 'site-private/secret.json'), '{}')
  return { manifest: join(folder, 'site/m.json'), documents: createDocuments(offline, { signal }) }
}

test('what a document on disk is published beside is read from beside it, and from nowhere else', async () => {
  const { manifest, documents } = await startSite()
  documents.publishedAs(manifest, 'https://museum.example/m.json')
  expect(await documents.isHere('https://museum.example/list.json')).toBe(true)
  // The name of the folder beside it begins alike.
  expect(await documents.isHere('https://museum.example/..%2fsite-private/secret.json')).toBe(false)
})

test('addresses with a stray % are addresses all the same', async () => {
  const { manifest, documents } = await startSite()
  documents.publishedAs(manifest, 'https://museum.example/100%/m.json')
  expect(await documents.isHere('https://museum.example/100%/list.json')).toBe(true)
  expect(await documents.isHere('https://museum.example/100%/none.json')).toBe(false)
})

test.each(['file:///etc/passwd', '//[', 'C:\\Users\\ada\\secret.jpg', 'data:,x'])(
  'a document of the web names nothing on this machine: %s',
  reference => {
    expect(resolveReference(reference, 'https://museum.example/a/m.json')).toMatch(/^https:\/\/museum\.example\//)
  }
)

test('relative references count from their document', () => {
  expect(resolveReference('../list.json', 'https://museum.example/a/m.json')).toBe('https://museum.example/list.json')
  expect(resolveReference('list.json', '/data/m.json')).toBe(join('/data', 'list.json'))
})
