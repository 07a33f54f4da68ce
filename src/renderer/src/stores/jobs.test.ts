import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { emitEvent } from '@/api/listeners'
import type { Job } from '@shared/contract/jobs'
import { useJobs } from './jobs'

const backend = vi.hoisted(() => ({ list: vi.fn<() => Promise<readonly Job[]>>() }))
vi.mock('@/api/client', () => ({ client: { jobs: backend } }))

const job = (id: string, state: Job['state'], revision: number): Job => ({
  id,
  kind: 'export',
  title: `Export ${id}`,
  state,
  progress: 0,
  detail: '',
  startedAt: null,
  eta: null,
  endedAt: null,
  runId: null,
  error: null,
  result: null,
  actions: [],
  revision
})
const tell = (next: Job): void => emitEvent({ type: 'job', job: next })

beforeEach(() => {
  setActivePinia(createPinia())
  backend.list.mockResolvedValue([])
})

test('everybody who waits for a job hears of its end', async () => {
  const jobs = useJobs()
  const heard = Promise.all([jobs.whenEnded('a'), jobs.whenEnded('a')])
  tell(job('a', 'running', 1))
  tell(job('a', 'succeeded', 2))
  expect((await heard).map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
  expect((await jobs.whenEnded('a')).revision).toBe(2)
})

test('who waits for a job hears also that its project was closed', async () => {
  const jobs = useJobs()
  const heard = jobs.whenEnded('a')
  tell(job('a', 'running', 1))
  tell(job('a', 'interrupted', 2))
  expect((await heard).state).toBe('interrupted')
})

test('a list that is older than what was told meanwhile takes nothing of it back', async () => {
  let answer: (jobs: readonly Job[]) => void = () => undefined
  const jobs = useJobs()
  await jobs.refresh()
  backend.list.mockReturnValue(new Promise(resolve => (answer = resolve)))
  const asked = jobs.refresh()
  tell(job('new', 'succeeded', 3))
  tell(job('a', 'succeeded', 5))
  answer([job('old', 'failed', 2), job('a', 'running', 4)])
  await asked
  expect(jobs.list.map(({ id, state }) => [id, state])).toEqual([
    ['new', 'succeeded'],
    ['old', 'failed'],
    ['a', 'succeeded']
  ])
  expect((await jobs.whenEnded('new')).state).toBe('succeeded')
})

test('a list that is newer drops what is no longer there', async () => {
  const jobs = useJobs()
  tell(job('of another project', 'running', 1))
  await jobs.refresh()
  expect(jobs.list).toEqual([])
})
