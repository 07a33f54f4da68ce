import { VitrineError } from '@shared/contract/errors'
import type { ProjectSession } from './session'

/** Holds the one open project. Services ask here at each call and keep nothing of a project but by `perSession`. */
export interface Workspace {
  current(): ProjectSession | null
  /** Errors: CONFLICT when no project is open. */
  session(): ProjectSession
  /** Errors: CONFLICT when no project is open, READ_ONLY when it can't be changed. */
  writable(): ProjectSession
  enter(session: ProjectSession): void
  /** Calls back whenever a project has become the open one. */
  onEnter(listener: (session: ProjectSession) => void): void
  leave(): void
}

export function createWorkspace(): Workspace {
  let current: ProjectSession | null = null
  const listeners: ((session: ProjectSession) => void)[] = []

  function session(): ProjectSession {
    if (current === null) throw new VitrineError('CONFLICT', 'No project is open. Open one first.')
    return current
  }

  return {
    current: () => current,
    session,
    writable() {
      const { readOnly } = session()
      if (readOnly !== null) throw new VitrineError('READ_ONLY', readOnly.message, { reason: readOnly.reason })
      return session()
    },
    enter(entered) {
      current = entered
      for (const listener of listeners) listener(entered)
    },
    onEnter: listener => void listeners.push(listener),
    leave: () => void (current = null)
  }
}

/** State that belongs to an open project: made at first use, gone with it. */
export function perSession<T>(create: (session: ProjectSession) => T): (session: ProjectSession) => T {
  const states = new WeakMap<ProjectSession, T>()
  return session => {
    const known = states.get(session)
    if (known !== undefined) return known
    const state = create(session)
    states.set(session, state)
    return state
  }
}
