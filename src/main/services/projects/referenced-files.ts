import { readdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { ReferencedSource } from '@shared/contract/projects'
import { keptOnce } from '@shared/domain/caching/kept-once'
import type { ProjectSession } from '../session'

/** An image whose file was left where it was. */
export interface ReferencedImage {
  readonly id: number
  readonly name: string
  readonly sourceId: number
  readonly location: string
  readonly hash: string
}

/** In the order of import; of one source, or of all. */
export function referencedImages({ database }: ProjectSession, sourceId?: number): readonly ReferencedImage[] {
  return database.sqlite
    .prepare<[{ source: number | null }], ReferencedImage>(
      `select id, name, source_id sourceId, location, hash from image
       where pixels = 'remote' and hash is not null and location is not null
         and location not like 'http:%' and location not like 'https:%'
         and (source_id = $source or $source is null) order by id`
    )
    .all({ source: sourceId ?? null })
}

/** Those whose file is not where it was; a folder is listed once, however many images it holds. */
export async function missingFiles(images: readonly ReferencedImage[]): Promise<readonly ReferencedImage[]> {
  const folders = new Map<string, Promise<ReadonlySet<string>>>()
  async function read(folder: string): Promise<ReadonlySet<string>> {
    return new Set(await readdir(folder).catch(() => []))
  }
  const namesIn = (folder: string): Promise<ReadonlySet<string>> => keptOnce(folders, folder, () => read(folder))
  const states = images.map(async image => (await namesIn(dirname(image.location))).has(basename(image.location)))
  const isThere = await Promise.all(states)
  return images.filter((_, at) => !isThere[at])
}

/** The sources whose images were left where they were, and how many of those are gone from there. */
export async function referencedSources(session: ProjectSession): Promise<ReferencedSource[]> {
  const images = referencedImages(session)
  const missing = countBySource(await missingFiles(images))
  const sourceOf = session.database.sqlite.prepare<[number], { name: string; uri: string }>(
    'select name, uri from source where id = ?'
  )
  return [...countBySource(images)].flatMap(([sourceId, count]) => {
    const source = sourceOf.get(sourceId)
    if (!source) return []
    return [{ sourceId, name: source.name, folder: source.uri, images: count, missing: missing.get(sourceId) ?? 0 }]
  })
}

function countBySource(images: readonly ReferencedImage[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { sourceId } of images) counts.set(sourceId, (counts.get(sourceId) ?? 0) + 1)
  return counts
}
