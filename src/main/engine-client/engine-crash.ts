import type { EngineMethod } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { EngineName } from '@shared/contract/training'

/** How a child came to an end that nobody asked for. */
export interface ChildExit {
  readonly code: number | null
  readonly signal: string | null
  /** What it wrote at the end, of TensorFlow's own words too. */
  readonly lastWords: string
  /** The back end that it was loading or testing then. */
  readonly opening: EngineName | null
}

/** The engine has ended by itself: ENGINE_FAILED, with its last words and what to do. */
export class EngineCrash extends VitrineError {
  constructor(
    readonly exit: ChildExit,
    remedy: string
  ) {
    const { code, signal, lastWords } = exit
    const memory = signal === 'SIGKILL' ? ' It may have run out of memory: try a smaller batch size.' : ''
    super('ENGINE_FAILED', `The engine ${wayOut(exit)}.${lastSentence(exit)}${memory}${remedy}`, {
      code,
      signal,
      lastWords
    })
  }
}

/** What goes into every remedy of a library that does not work. */
const CHECK = 'check the engine (vitrine engine doctor, or Settings, Engine)'

/** What to do after a crash while `method` was asked for; `began`: anything was heard of it. */
export function remedyOf(method: EngineMethod, began: boolean): string {
  if (method !== 'train') return ''
  return began
    ? ' Earlier checkpoints are kept; resume the run from there.'
    : ` It did not get as far as training: ${CHECK}, or train with wasm. Earlier checkpoints are kept.`
}

/** A back end that the child did not survive loading, and the sentence that says so; null for any other failure. */
export function brokenBackend(error: unknown): { readonly name: EngineName; readonly reason: string } | null {
  if (!(error instanceof EngineCrash) || error.exit.opening === null) return null
  // No library ends its program so: it was the system, out of memory, or a person.
  if (error.exit.signal === 'SIGKILL') return null
  const { opening: name } = error.exit
  const reason = `The ${name} engine crashed while it was loaded: its process ${wayOut(error.exit)}.${lastSentence(error.exit)} To mend it, ${CHECK}.`
  return { name, reason }
}

const wayOut = ({ code, signal }: ChildExit): string =>
  signal ? `was ended by ${signal}` : `ended with code ${code ?? 'unknown'}`

function lastSentence({ lastWords }: ChildExit): string {
  const said = lastWords.trim().split('\n').slice(-3).join(' ').slice(-400)
  return said ? ` Its last words: “${said}”.` : ''
}
