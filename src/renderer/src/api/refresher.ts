/**
 * Runs `load` at most once at a time: asks that come while one is under way lead to exactly one more afterwards, so
 * that the last answer shown is never older than the last ask.
 */
export function createRefresher(load: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let again = false

  async function run(): Promise<void> {
    do {
      again = false
      await load()
    } while (again)
  }

  return () => {
    if (running) again = true
    else running = run().finally(() => (running = null))
    return running
  }
}
