import { createPinia, setActivePinia } from 'pinia'
import { effectScope, nextTick, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useMessages } from '@/stores/messages'
import { useRuns } from '@/stores/runs'
import type { Run } from '@shared/contract/runs'
import { useSystemNotices } from './system-notices'
import { useRunEnds } from './use-run-ends'

/** The operating system's notices, as far as the window sees them. */
class FakeNotification {
  static permission: NotificationPermission = 'granted'
  static answer: NotificationPermission = 'granted'
  static readonly shown: FakeNotification[] = []
  static requestPermission = async () => FakeNotification.answer
  onclick: (() => void) | null = null
  constructor(
    readonly title: string,
    readonly options: NotificationOptions
  ) {
    FakeNotification.shown.push(this)
  }
}

const focused = vi.fn()
const opened = vi.fn()
let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers()
  FakeNotification.shown.length = 0
  FakeNotification.permission = 'granted'
  focused.mockReset()
  opened.mockReset()
  vi.stubGlobal('window', { Notification: FakeNotification, focus: focused })
  vi.stubGlobal('Notification', FakeNotification)
  vi.stubGlobal('document', { hidden: true })
  setActivePinia(createPinia())
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

// Only what the news looks at.
const run = (state: Run['state'], change: Partial<Run> = {}) =>
  ({
    id: 'a',
    number: 3,
    name: 'deep',
    state,
    fold: null,
    best: { epoch: 2, val_loss: 1, val_accuracy: 0.914 },
    ...change
  }) as Run

/** Lists of runs, one after the other, as the window learns of them. */
async function pass(...lists: readonly (readonly Run[])[]): Promise<void> {
  scope.run(() => useRunEnds(({ id }) => opened(id)))
  for (const list of lists) {
    useRuns().list = list
    await nextTick()
  }
}
const said = () => useMessages().list.map(({ text, tone }) => [tone, text])

test('a run that was going on and has finished is told, in the window and outside, and each leads to it', async () => {
  await pass([run('queued')], [run('running')], [run('finished')])
  const text = 'Run 3 · deep has finished, val_accuracy 91.4\u00a0%.'
  expect(said()).toEqual([['ok', text]])
  useMessages().list[0]?.action?.run()
  expect(opened).toHaveBeenCalledWith('a')

  const [notice] = FakeNotification.shown
  expect(FakeNotification.shown).toHaveLength(1)
  expect(notice?.options.body).toBe(text)
  opened.mockReset()
  notice?.onclick?.()
  expect(focused).toHaveBeenCalledOnce()
  expect(opened).toHaveBeenCalledWith('a')
})

test('a failure is told as one, also of a fold', async () => {
  const fold = { crossValidation: 'x', fold: 1 }
  await pass(
    [run('running'), run('paused', { id: 'b', fold })],
    [run('failed'), run('failed', { id: 'b', number: 4, fold })]
  )
  expect(said()).toEqual([
    ['bad', 'Run 3 · deep has failed.'],
    ['bad', 'Run 4 · deep has failed.']
  ])
})

test('nothing is told of what ended before, was stopped by hand, or is a step of a cross-validation', async () => {
  const fold = { crossValidation: 'x', fold: 1 }
  await pass(
    [run('finished'), run('running', { id: 'b' }), run('running', { id: 'c', fold })],
    [run('finished'), run('stopped', { id: 'b' }), run('finished', { id: 'c', fold })]
  )
  expect(said()).toEqual([])
  expect(FakeNotification.shown).toEqual([])
})

test('an end is told once, and again after the run was resumed', async () => {
  await pass([run('running')], [run('failed')], [run('failed')], [run('running')], [run('failed')])
  expect(FakeNotification.shown).toHaveLength(2)
})

test('outside the window nothing is shown while it is in sight, nor before it was allowed', async () => {
  vi.stubGlobal('document', { hidden: false })
  await pass([run('running')], [run('finished')])
  expect(FakeNotification.shown).toEqual([])
  expect(said()).toHaveLength(1)
})

test('the user is asked once; what they answer holds at once', async () => {
  FakeNotification.permission = 'default'
  const notices = useSystemNotices()
  expect(notices.canAsk).toBe(true)
  notices.show('early', () => undefined)
  expect(FakeNotification.shown).toEqual([])
  await notices.ask()
  expect(notices.canAsk).toBe(false)
  notices.show('later', () => undefined)
  expect(FakeNotification.shown.map(({ options }) => options.body)).toEqual(['later'])
})

test('nobody is asked where notices were refused, or there are none', () => {
  FakeNotification.permission = 'denied'
  expect(useSystemNotices().canAsk).toBe(false)
  setActivePinia(createPinia())
  vi.stubGlobal('window', {})
  expect(useSystemNotices().canAsk).toBe(false)
})
