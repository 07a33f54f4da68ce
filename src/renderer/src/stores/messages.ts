import { defineStore } from 'pinia'
import { ref } from 'vue'
import { toFailure, type Failure } from '@/api/failure'

export type Tone = 'info' | 'ok' | 'warn' | 'bad'

export interface Message {
  readonly id: number
  readonly tone: Tone
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => unknown }
  /** Set for failures: what "Copy diagnosis" copies. */
  readonly failure?: Failure
  /** The step of undo that the action takes back: the message goes when that is no longer the newest one. */
  readonly step?: number
}

interface SayOptions {
  readonly tone?: Tone
  readonly action?: Message['action']
  /** Milliseconds until it goes by itself; 0 = stays until dismissed. */
  readonly lasts?: number
  readonly step?: Message['step']
}

/** What the program says to the user: short messages with at most one action, and failures. */
export const useMessages = defineStore('messages', () => {
  const list = ref<readonly Message[]>([])
  /** Spoken by assistive technology, not shown. */
  const announcement = ref('')
  let nextId = 1

  function dismiss(id: number): void {
    list.value = list.value.filter(message => message.id !== id)
  }

  function show(message: Omit<Message, 'id'>, lasts: number): number {
    const id = nextId++
    // The same sentence again replaces the one that stands; more than four would cover the work.
    const others = list.value.filter(other => other.text !== message.text).slice(-3)
    list.value = [...others, { ...message, id }]
    if (lasts > 0) setTimeout(() => dismiss(id), lasts)
    return id
  }

  function say(text: string, options: SayOptions = {}): number {
    const { tone = 'info', action, step, lasts = action ? 10_000 : 5000 } = options
    return show({ text, tone, ...(action && { action }), ...(step !== undefined && { step }) }, lasts)
  }

  /** Shows a failure until it is dismissed. Cancelling is no failure. */
  function fail(error: unknown, action?: Message['action']): void {
    const failure = toFailure(error)
    if (failure.code === 'CANCELLED') return
    show({ text: failure.message, tone: 'bad', failure, ...(action && { action }) }, 0)
  }

  /** Runs a call and shows its failure; returns undefined when it failed. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      fail(error)
      return undefined
    }
  }

  /** Whether a call that gives nothing back was done; shows its failure. */
  async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
    const done = await attempt(async () => {
      await work()
      return true
    })
    return done ?? false
  }

  /** Takes away what offers to undo another step than the newest. */
  function dropSteps(newest: number | undefined): void {
    list.value = list.value.filter(message => message.step === undefined || message.step === newest)
  }

  function announce(text: string): void {
    announcement.value = text
  }

  return { list, announcement, say, fail, attempt, succeeds, dismiss, dropSteps, announce }
})
