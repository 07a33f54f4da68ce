/**
 * Works through items, some at a time, in order. At a failure no further item is begun; what is under way ends before
 * the failure is thrown, so that nothing goes on behind the caller's back.
 */
export async function sideBySide<T>(
  limit: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>
): Promise<void> {
  const queue = items.entries()
  let isFailed = false
  async function workOn(): Promise<void> {
    for (const [index, item] of queue) {
      if (isFailed) return
      try {
        await work(item, index)
      } catch (error) {
        isFailed = true
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: limit }, workOn))
  const failure = ends.find(end => end.status === 'rejected')
  if (failure) throw failure.reason
}
