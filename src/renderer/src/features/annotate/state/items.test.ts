import { expect, test, vi } from 'vitest'
import { emitEvent } from '@/api/listeners'
import type { ImageQueryResult, ImageSummary } from '@shared/contract/images'
import { createItems } from './items'

const backend = vi.hoisted(() => ({
  query: vi.fn<() => Promise<ImageQueryResult>>(),
  summaries: vi.fn<() => Promise<ImageSummary[]>>()
}))
vi.mock('@/api/client', () => ({ client: { images: backend } }))

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve))
const listed: ImageQueryResult = {
  revision: 1,
  ids: [7],
  classIds: [0],
  crops: [],
  groups: [],
  facets: { classes: [], sources: [], splits: [], status: [], labelled: [], boxes: [], size: [] },
  total: 1
}
const summary = (classId: number): ImageSummary => ({
  ...{ id: 7, name: 'coat', width: 1, height: 1, pixels: { kind: 'remote', reason: null }, boxes: 0, problem: null },
  ...{ classId, status: 'labelled' }
})

test('of two labels in quick succession the later one stays, in whichever order they are answered', async () => {
  const answers: ((found: ImageSummary[]) => void)[] = []
  backend.query.mockResolvedValue(listed)
  backend.summaries.mockImplementation(() => new Promise(resolve => answers.push(resolve)))
  const items = createItems(() => ({ filter: {} }))
  await items.refresh()
  const edit = () => emitEvent({ type: 'changed', topics: ['annotations'], imageIds: [7], revision: 2 })
  edit()
  edit()
  answers[1]?.([summary(2)])
  await settled()
  answers[0]?.([summary(1)])
  await settled()
  expect([items.classOf(7), items.summaryOf(7)?.classId]).toEqual([2, 2])
  items.stop()
})
