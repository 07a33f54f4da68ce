import type { Budget } from './budget'

/** Deepest nesting of a document that a reader accepts; the deepest real one known to us has 19 levels. */
export const MAX_DEPTH = 64

/** Whether a JSON value nests deeper than `limit`; walks without recursion and spends one unit per node. */
export function isDeeperThan(value: unknown, limit: number, budget: Budget): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true
    const next: unknown[] = []
    budget.spend(level.length)
    for (const node of level) {
      if (typeof node !== 'object' || node === null) continue
      for (const child of Object.values(node)) if (typeof child === 'object' && child !== null) next.push(child)
    }
    level = next
  }
  return false
}
