import { expect, test } from 'vitest'
import type { Job } from '@shared/contract/jobs'
import { VitrineError } from '@shared/contract/errors'
import { temporaryFolder } from '../../testing/test-backend'
import { createEventBus } from '../event-bus'
import { initialiseProject, openSession } from '../session'
import { createWorkspace } from '../workspace'
import { createJobsService } from './jobs-service'

const none = { signal: undefined }
const faults: string[] = []
const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void faults.push(message) }

async function startJobs(folder?: string) {
  const path = folder ?? (await temporaryFolder())
  let time = Date.UTC(2026, 0, 1)
  const now = () => new Date((time += 1000))
  if (folder === undefined) await initialiseProject(path, 'Jobs', { now })
  const workspace = createWorkspace()
  const session = await openSession(path, { now })
  workspace.enter(session)
  const jobs = createJobsService({ workspace, bus: createEventBus(), log, now })
  return { jobs, session, path }
}

test('a job tells its progress and expected end, then keeps its result', async () => {
  const { jobs, session } = await startJobs()
  let release: () => void = () => undefined
  const held = new Promise<void>(resolve => (release = resolve))
  const { id } = jobs.start({ kind: 'import', title: 'Import' }, async ({ progress }) => {
    progress(0.25, '1 of 4')
    await held
    return { images: 4 }
  })
  await Promise.resolve()
  await Promise.resolve()
  await Promise.resolve()
  const running = (await jobs.get({ id }, none)) as Job
  expect(running).toMatchObject({ state: 'running', progress: 0.25, detail: '1 of 4', actions: ['cancel'] })
  expect(Date.parse(running.eta ?? '')).toBeGreaterThan(Date.parse(running.startedAt ?? ''))
  release()
  expect(await jobs.ended(id)).toMatchObject({ state: 'succeeded', progress: 1, result: { images: 4 }, actions: [] })
  await session.close()
})

test('a job that knows how long it still takes is believed', async () => {
  const { jobs, session } = await startJobs()
  let release: () => void = () => undefined
  const held = new Promise<void>(resolve => (release = resolve))
  const { id } = jobs.start({ kind: 'train', title: 'Train' }, async ({ progress }) => {
    progress(0.9, 'epoch 10 / 11', 600)
    await held
  })
  await expect.poll(async () => ((await jobs.get({ id }, none)) as Job).progress).toBe(0.9)
  const { eta, startedAt } = (await jobs.get({ id }, none)) as Job
  expect(Date.parse(eta ?? '') - Date.parse(startedAt ?? '')).toBeGreaterThanOrEqual(600_000)
  release()
  await jobs.ended(id)
  await session.close()
})

test('a failure keeps its code and sentence; a fault is logged and told apart', async () => {
  const { jobs, session } = await startJobs()
  const failed = jobs.start({ kind: 'export', title: 'Export' }, () =>
    Promise.reject(new VitrineError('NO_SPACE', 'The disk is full.'))
  )
  expect(await jobs.ended(failed.id)).toMatchObject({ state: 'failed', error: { code: 'NO_SPACE' } })
  const faulty = jobs.start({ kind: 'export', title: 'Export' }, () => Promise.reject(new Error('a fault')))
  expect(await jobs.ended(faulty.id)).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } })
  expect(faults).toEqual(['Job “Export” failed'])
  await session.close()
})

test('jobs of one lane wait for each other; one that waits can be cancelled', async () => {
  const { jobs, session } = await startJobs()
  const order: string[] = []
  let release: () => void = () => undefined
  const held = new Promise<void>(resolve => (release = resolve))
  const work = (name: string, wait: Promise<void>) => async () => {
    order.push(`${name} begins`)
    await wait
    order.push(`${name} ends`)
  }
  const first = jobs.start({ kind: 'import', title: 'first', lane: 'import' }, work('first', held))
  const second = jobs.start({ kind: 'import', title: 'second', lane: 'import' }, work('second', held))
  const third = jobs.start({ kind: 'import', title: 'third', lane: 'import' }, work('third', held))
  expect(await jobs.cancel({ id: second.id }, none)).toMatchObject({ state: 'cancelled' })
  await expect(async () => await jobs.cancel({ id: second.id }, none)).rejects.toMatchObject({ code: 'CONFLICT' })
  release()
  await jobs.ended(third.id)
  expect(order).toEqual(['first begins', 'first ends', 'third begins', 'third ends'])
  expect((await jobs.get({ id: first.id }, none)).state).toBe('succeeded')
  await session.close()
})

test('what was under way when the project closed is interrupted, and goes on by its kind’s own means', async () => {
  const { jobs, session, path } = await startJobs()
  const { id } = jobs.start({ kind: 'train', title: 'Train' }, ({ signal }) => aborted(signal))
  await Promise.resolve()
  await jobs.interruptAll(session)
  expect((await jobs.get({ id }, none)).state).toBe('interrupted')
  await session.close()

  const again = await startJobs(path)
  expect(await again.jobs.list(undefined, none)).toMatchObject([{ id, state: 'interrupted', actions: [] }])
  // A viewer of the same project can't.
  const viewer = await startJobs(path)
  viewer.jobs.onResume('train', () => Promise.resolve())
  expect((await viewer.jobs.get({ id }, none)).actions).toEqual([])
  await viewer.session.close()
  const resumed: string[] = []
  again.jobs.onResume('train', job => {
    resumed.push(job.id)
    return Promise.resolve()
  })
  expect((await again.jobs.get({ id }, none)).actions).toEqual(['resume'])
  await again.jobs.resume({ id }, none)
  expect(resumed).toEqual([id])
  await again.session.close()
})

test('a job of the program needs no project, and goes on when one opens and closes', async () => {
  const path = await temporaryFolder()
  const now = () => new Date()
  await initialiseProject(path, 'Jobs', { now })
  const workspace = createWorkspace()
  const jobs = createJobsService({ workspace, bus: createEventBus(), log, now })
  let release: () => void = () => undefined
  const held = new Promise<void>(resolve => (release = resolve))
  const spec = { kind: 'engine', title: 'Install', ofProgram: true } as const
  const { id } = jobs.start(spec, () => held)
  expect(() => jobs.start({ kind: 'import', title: 'Import' }, () => held)).toThrow('No project is open')
  expect(jobs.hasLive()).toBe(true)

  const session = await openSession(path, { now })
  workspace.enter(session)
  const imported = jobs.start({ kind: 'import', title: 'Import' }, ({ signal }) => aborted(signal))
  expect((await jobs.list(undefined, none)).map(job => job.title).sort()).toEqual(['Import', 'Install'])
  await jobs.interruptAll(session)
  expect((await jobs.get({ id: imported.id }, none)).state).toBe('interrupted')
  workspace.leave()
  await session.close()
  await expect.poll(async () => (await jobs.list(undefined, none)).map(job => job.state)).toEqual(['running'])
  release()
  expect(await jobs.ended(id)).toMatchObject({ state: 'succeeded' })

  const cancelled = jobs.start(spec, ({ signal }) => aborted(signal))
  expect(await jobs.cancel({ id: cancelled.id }, none)).toMatchObject({ state: 'cancelled' })
  // The end of the program waits for what is still under way.
  const last = jobs.start(spec, ({ signal }) => aborted(signal))
  await jobs.close()
  expect((await jobs.get({ id: last.id }, none)).state).toBe('interrupted')
  expect(jobs.hasLive()).toBe(false)
})

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
