import { join } from 'node:path'
import { createBackend } from '../backend'
import { clientOf } from './backend-client'

/**
 * A program for the durability test: edits a project without end and tells each edit that was acknowledged.
 * Arguments: user data folder, resources folder, project folder.
 */
const [, , userDataDir = '', resourcesDir = '', projectPath = ''] = process.argv

const quiet = () => undefined
const backend = await createBackend({
  host: 'node',
  userDataDir,
  resourcesDir,
  version: '0.0.0-test',
  spawnEngine: () => {
    throw new Error('This test has no engine')
  },
  log: { info: quiet, warn: quiet, error: (message, cause) => console.error(message, cause) }
})
const client = clientOf(backend)
await client.projects.open({ path: join(projectPath) })
const { ids } = await client.images.query({})
const [moved] = await client.annotations.list({ imageId: ids[0] ?? 0 })

for (let edit = 1; ; edit++) {
  const imageId = ids[1 + (edit % (ids.length - 1))] ?? 0
  const box = await client.annotations.create({ imageId, region: { kind: 'rect', x: edit, y: 1, w: 5, h: 5 } })
  process.send?.({ created: box.id })
  if (!moved) continue
  await client.annotations.update({ id: moved.id, note: `${process.pid} ${edit}`, gesture: 'stream' })
  process.send?.({ noted: edit })
  if (edit % 7 === 0) await client.annotations.label({ imageIds: ids.slice(1), classId: 1 + (edit % 3) })
}
