import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { recentProjectSchema, type Project } from '@shared/contract/projects'
import { writeFileAtomically } from '../../files/atomic-file'
import { databaseName } from '../session'

const entriesSchema = v.array(v.omit(recentProjectSchema, ['missing']))
type Entry = v.InferOutput<typeof entriesSchema>[number]

/** Projects that are remembered. */
const kept = 20

/** The projects opened last, newest first, in `recent.json`. */
export async function createRecentProjects(userDataDir: string) {
  const path = join(userDataDir, 'recent.json')
  let entries = parse(await readFile(path, 'utf8').catch(() => '[]'))
  let lastWrite = Promise.resolve()

  async function replace(changed: readonly Entry[]): Promise<void> {
    entries = changed.slice(0, kept)
    const content = JSON.stringify(entries, null, 2)
    lastWrite = lastWrite.catch(() => undefined).then(() => writeFileAtomically(path, content))
    await lastWrite
  }

  return {
    list: () => entries.map(entry => ({ ...entry, missing: !existsSync(join(entry.path, databaseName)) })),
    remember: (project: Pick<Project, 'path' | 'name'>, openedAt: Date, counts: { images: number; runs: number }) =>
      replace([
        { path: project.path, name: project.name, openedAt: openedAt.toISOString(), ...counts },
        ...entries.filter(entry => entry.path !== project.path)
      ]),
    forget: (forgotten: string) => replace(entries.filter(entry => entry.path !== forgotten))
  }
}

export type RecentProjects = Awaited<ReturnType<typeof createRecentProjects>>

function parse(text: string): readonly Entry[] {
  try {
    const value: unknown = JSON.parse(text)
    return v.is(entriesSchema, value) ? value : []
  } catch {
    return []
  }
}
