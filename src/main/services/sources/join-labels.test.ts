import { expect, test } from 'vitest'
import { openTestDatabase } from '../../testing/test-database'
import type { ReaderContext } from './import-plan'
import { joinLabels } from './join-labels'
import { createKnownImages } from './known-images'

test('labels that were made on a smaller copy are scaled to the image; what a model is sure of is a suggestion', async () => {
  const { database, addImage } = await openTestDatabase()
  const imageId = addImage({ name: 'coat.jpg', width: 100, height: 80 })
  const box = { kind: 'rect' as const, x: 5, y: 4, w: 10, h: 8 }
  const labels = {
    source: { kind: 'csv' as const, name: 'labels.csv', uri: 'labels.csv', rights: null },
    ...{ classes: ['Coat'], facts: new Map(), skipped: [], folders: [] },
    images: [
      { file: 'coat.jpg', width: 50, height: 40, regions: [{ region: box, label: 'Coat', confidence: 0.7 }] },
      // A size of 0 says that the file doesn't state one.
      { file: 'elsewhere/coat.jpg', width: 0, height: 0, regions: [{ region: box, label: 'Coat', confidence: null }] },
      { file: 'hat.jpg', width: 50, height: 40, regions: [] }
    ]
  }
  // Nothing else is asked for where no file is read.
  const context = { known: createKnownImages({ database }) } as ReaderContext
  const { additions, skipped } = await joinLabels(labels, context)
  const scaled = { kind: 'rect', x: 10, y: 8, w: 20, h: 16 }
  expect(additions).toMatchObject([
    { imageId, labels: [{ region: scaled, label: 'Coat', status: 'suggested', confidence: 0.7 }] },
    { imageId, labels: [{ region: box, label: 'Coat' }] }
  ])
  expect(additions?.[1]?.labels?.[0]).not.toHaveProperty('confidence')
  expect(skipped).toMatchObject([{ pointer: 'hat.jpg', code: 'NO_IMAGE' }])
  database.close()
})
