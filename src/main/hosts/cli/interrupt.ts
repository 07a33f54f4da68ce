/** Milliseconds in which signals are one wish: a terminal signals the whole group, and a launcher passes its own on. */
const ECHO = 1000

type Signals = Pick<NodeJS.EventEmitter, 'on' | 'off'>

/**
 * Calls `listener` once when the user asks for an end, and ends the program (code 130) when he asks again: whoever asks
 * twice doesn't want to wait. Returns what puts the system's own way back.
 */
export function onInterrupt(
  listener: () => void,
  names: readonly NodeJS.Signals[] = ['SIGINT'],
  { signals = process, exit = process.exit }: { signals?: Signals; exit?: (code: number) => void } = {}
): () => void {
  let heardAt: number | null = null
  const hear = (): void => {
    if (heardAt === null) {
      heardAt = Date.now()
      listener()
    } else if (Date.now() - heardAt > ECHO) exit(130)
  }
  for (const name of names) signals.on(name, hear)
  return () => {
    for (const name of names) signals.off(name, hear)
  }
}
