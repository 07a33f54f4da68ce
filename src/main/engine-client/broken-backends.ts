import type { EngineName } from '@shared/contract/training'
import { brokenBackend } from './engine-crash'

/** Back ends that ended a child while they were loaded, with the sentence that says so. */
export type BrokenBackends = Map<EngineName, string>

/**
 * Waits for an attempt, and tries `again`, in a fresh child, when a back end has ended the child while it was loaded: once
 * for each of them, since the next child is told of it and doesn't load it.
 */
export async function withoutBroken<T>(broken: BrokenBackends, first: Promise<T>, again: () => Promise<T>): Promise<T> {
  const met = new Set<EngineName>()
  for (let attempt = first; ; attempt = again()) {
    try {
      return await attempt
    } catch (error) {
      const found = brokenBackend(error)
      if (!found || met.has(found.name)) throw error
      met.add(found.name)
      broken.set(found.name, found.reason)
    }
  }
}
