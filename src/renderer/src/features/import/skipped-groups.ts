import type { Skipped } from '@shared/contract/sources'

export interface SkippedGroup {
  readonly code: string
  /** Host of what could not be had, or of the document; empty on this machine. */
  readonly host: string
  readonly entries: readonly Skipped[]
}

/** What was left out by cause and by host, largest group first. */
export function groupSkipped(skipped: readonly Skipped[]): readonly SkippedGroup[] {
  const groups = new Map<string, { code: string; host: string; entries: Skipped[] }>()
  for (const entry of skipped) {
    const host = hostOf(entry.url ?? entry.source)
    const key = `${entry.code} ${host}`
    const group = groups.get(key) ?? { code: entry.code, host, entries: [] }
    group.entries.push(entry)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => b.entries.length - a.entries.length)
}

const hostOf = (address: string): string =>
  /^https?:/i.test(address) && URL.canParse(address) ? new URL(address).host : ''
