import type { ProjectSession } from '../session'
import { neededObjects } from './needed-objects'
import { referencedSources } from './referenced-files'

/** What of a project is not there, as sentences: what is missing, what was kept, what to do. Only looks, reads no object. */
export async function missingParts(session: ProjectSession): Promise<readonly string[]> {
  return [...(await missingObjects(session)), ...(await missingReferences(session))]
}

async function missingObjects(session: ProjectSession): Promise<readonly string[]> {
  const present = new Set<string>()
  for await (const hash of session.objects.list()) present.add(hash)
  const lost = new Map<string, { noun: string; count: number }>()
  for (const [hash, uses] of neededObjects(session)) {
    if (present.has(hash)) continue
    for (const { reference, count } of uses) {
      const key = `${reference.table}.${reference.column}`
      // What is made again when it is asked for is no loss.
      if (!reference.isDerived) lost.set(key, { noun: reference.noun, count: (lost.get(key)?.count ?? 0) + count })
    }
  }
  if (lost.size === 0) return []
  // A row that lacks several objects counts once.
  const counts = new Map<string, number>()
  for (const { noun, count } of lost.values()) counts.set(noun, Math.max(counts.get(noun) ?? 0, count))
  const what = [...counts].map(([noun, count]) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`)
  return [
    `Files are missing from the project’s folder: they belong to ${listed(what)}. All labels and boxes and everything else were kept. Check the project in Settings to see which, then import their sources again or bring the folder “objects” back from a backup.`
  ]
}

async function missingReferences(session: ProjectSession): Promise<readonly string[]> {
  return (await referencedSources(session)).flatMap(({ name, folder, images, missing }) => {
    if (missing === 0) return []
    const files = `${missing.toLocaleString('en')} of its ${images.toLocaleString('en')} files`
    return [
      `“${name}” was left in ${folder}, where ${files} can’t be found. All labels and boxes were kept. If the folder was moved, say where it is now: Locate… in Library › Sources.`
    ]
  })
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
