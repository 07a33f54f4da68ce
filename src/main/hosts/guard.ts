import type { EventEmitter } from 'node:events'
import type { Log } from '../ports'

/** Milliseconds in which the work is put in order before the program ends; a training writes its checkpoint meanwhile. */
const BUDGET = 6000

export interface GuardDeps {
  readonly log: Pick<Log, 'error'>
  /** Tells the user, who can go on. */
  readonly tell: (sentence: string) => void
  /** Tells the user that the program has to end. */
  readonly tellEnd: (sentence: string) => void
  /** Ends jobs, closes the project. */
  readonly close: () => Promise<void>
  readonly exit: (code: number) => void
  readonly program?: Pick<EventEmitter, 'on' | 'off'>
  /** Whose reader may go away (`| head`): no fault of ours, and no reason to end. */
  readonly outputs?: readonly Pick<EventEmitter, 'on' | 'off'>[]
}

const words = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/**
 * What becomes of a fault of ours that nobody caught. A promise that failed unheard leaves the program sound: it is logged
 * and told, and the work goes on. An exception that fell through may have left anything half done in memory: what is on the
 * disk is put in order and the program ends with 1. Returns what takes the guard away.
 */
export function guardProcess(deps: GuardDeps): () => void {
  const { log, tell, tellEnd, close, exit, program = process, outputs = [process.stdout, process.stderr] } = deps
  let ending = false

  const onRejection = (cause: unknown): void => {
    log.error('A promise failed unheard', cause)
    // Whoever went away has nobody left to tell.
    if (cause instanceof Error && cause.name === 'AbortError') return
    tell(
      `Something inside Vitrine failed: ${words(cause)} What was saved before is safe; look whether your last step was carried out.`
    )
  }
  const onException = (cause: unknown): void => {
    log.error('An exception was not caught', cause)
    // A second one while the first is dealt with: the first one's end is on its way.
    if (ending) return
    ending = true
    tellEnd(
      `Vitrine met a fault of its own and has to end: ${words(cause)} What was saved is safe, and a training can be resumed from its last checkpoint. Start Vitrine again.`
    )
    const timer = setTimeout(() => exit(1), BUDGET)
    void close()
      .catch((error: unknown) => log.error('The project could not be closed', error))
      .finally(() => (clearTimeout(timer), exit(1)))
  }
  const ignore = (): void => undefined

  program.on('unhandledRejection', onRejection)
  program.on('uncaughtException', onException)
  for (const output of outputs) output.on('error', ignore)
  return () => {
    program.off('unhandledRejection', onRejection)
    program.off('uncaughtException', onException)
    for (const output of outputs) output.off('error', ignore)
  }
}
