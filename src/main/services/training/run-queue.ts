import { VitrineError } from '@shared/contract/errors'

/** Trainings wait here for the one device, in an order that can be changed. */
export interface RunQueue {
  /** Settles when it is this run's turn. */
  enter(id: string): Promise<void>
  /** After its end, or when it waits no more. */
  leave(id: string): void
  /** Ids in the order of their turns, without the one that has it. */
  waiting(): readonly string[]
  /** Before another waiting run, null = last. Errors: CONFLICT when one of them waits no more. */
  move(id: string, before: string | null): void
}

export function createRunQueue(): RunQueue {
  let waiting: { readonly id: string; readonly begin: () => void }[] = []
  let current: string | null = null

  function next(): void {
    if (current !== null) return
    const first = waiting.shift()
    if (!first) return
    current = first.id
    first.begin()
  }

  return {
    enter(id) {
      return new Promise<void>(begin => {
        waiting.push({ id, begin })
        next()
      })
    },
    leave(id) {
      waiting = waiting.filter(entry => entry.id !== id)
      if (current !== id) return
      current = null
      next()
    },
    waiting: () => waiting.map(({ id }) => id),
    move(id, before) {
      const moved = waiting.find(entry => entry.id === id)
      const rest = waiting.filter(entry => entry.id !== id)
      const at = before === null ? rest.length : rest.findIndex(entry => entry.id === before)
      if (!moved || at < 0)
        throw new VitrineError('CONFLICT', 'This run waits no more. The queue is shown as it is now.', { id })
      waiting = rest.toSpliced(at, 0, moved)
    }
  }
}
