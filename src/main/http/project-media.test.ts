import { expect, test } from 'vitest'
import { createPictures, type Pictures } from '../services/images/pictures'
import { initialiseProject, openSession } from '../services/session'
import { createWorkspace } from '../services/workspace'
import { temporaryFolder } from '../testing/test-backend'
import { createProjectMediaRoutes } from './project-media'

test('a cache that could not be opened is tried again at the next picture', async () => {
  const folder = await temporaryFolder()
  const options = { now: () => new Date() }
  await initialiseProject(folder, 'p', options)
  const session = await openSession(folder, options)
  const workspace = createWorkspace()
  workspace.enter(session)
  const real = createPictures()
  let isFull = true
  const pictures: Pictures = { ...real, of: open => (isFull ? Promise.reject(new Error('no room')) : real.of(open)) }
  const { media } = createProjectMediaRoutes({ workspace, pictures, report: () => undefined })
  const ask = () => media(new Request('http://vitrine.test/media/thumbs/fine?items=1'))
  await expect(ask()).rejects.toThrow('no room')
  isFull = false
  expect((await ask()).status).toBe(200)
  await real.close(session)
  await session.close()
})
