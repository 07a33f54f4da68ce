import type { Command } from '@/stores/commands'

/** What a focused element does with keys by itself, as lines for the list of keys. */
export const describeKeys = (
  scope: string,
  lines: readonly Pick<Command, 'id' | 'title' | 'keys'>[]
): readonly Command[] => lines.map(line => ({ ...line, scope, described: true, keyOnly: true, run: () => undefined }))
