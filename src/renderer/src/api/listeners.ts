import type { BackendEvent, Topic } from '@shared/contract/events'

type Listener = (event: BackendEvent) => void

const listeners = new Set<Listener>()
const openers = new Set<() => void>()

/** Hands an event of the window's stream to all who listen. */
export function emitEvent(event: BackendEvent): void {
  for (const listener of listeners) listener(event)
}

/** Tells all who listen that the stream (again) stands, so that they fetch what they may have missed. */
export function emitOpen(): void {
  for (const opener of openers) opener()
}

export function onEvent(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function onStreamOpen(opener: () => void): () => void {
  openers.add(opener)
  return () => openers.delete(opener)
}

/** Calls `refresh` when one of the topics changed, when the project changed, and when the stream came back. */
export function onTopics(topics: readonly Topic[], refresh: () => void): () => void {
  const offEvent = onEvent(event => {
    if (event.type === 'project') refresh()
    else if (event.type === 'changed' && event.topics.some(topic => topics.includes(topic))) refresh()
  })
  const offOpen = onStreamOpen(refresh)
  return () => (offEvent(), offOpen())
}
