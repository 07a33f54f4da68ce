/** A pause that ends a run of keys: what comes after it is another step of undo. */
const pause = 1000

/**
 * Names gestures: edits of the same kind on the same thing, without a pause between them, are one gesture and so one
 * step of undo. Each drag asks for its own by `fresh`.
 */
export interface Gestures {
  run(kind: string, id: string): string
  fresh(): string
  /** The next edit starts a gesture of its own, whatever it is. */
  end(): void
}

export function createGestures(now: () => number = () => performance.now()): Gestures {
  let current = { key: '', gesture: '', at: 0 }
  return {
    run(kind, id) {
      const key = `${kind} ${id}`
      const at = now()
      const goesOn = current.key === key && at - current.at < pause
      current = { key, gesture: goesOn ? current.gesture : crypto.randomUUID(), at }
      return current.gesture
    },
    fresh: () => crypto.randomUUID(),
    end: () => (current = { key: '', gesture: '', at: 0 })
  }
}
