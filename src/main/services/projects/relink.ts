import { stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { RelinkReport } from '@shared/contract/projects'
import { VitrineError } from '@shared/contract/errors'
import { explaining } from '../../files/file-system'
import { hashFile } from '../../files/objects'
import type { HistoryService } from '../history/history-service'
import type { JobContext } from '../jobs/running-job'
import type { ProjectSession } from '../session'
import { listImages } from '../sources/read-folder'
import { missingFiles, referencedImages, type ReferencedImage } from './referenced-files'

/**
 * Finds the images of a source in the folder that it was moved to, by their content: first at the same place below the
 * folder, then anywhere in it, so that files may have been renamed. What isn't there stays as it was. Errors: NOT_FOUND
 * when there is no such source or folder, or none of its files in it.
 */
export async function relinkSource(
  { sourceId, folder }: { readonly sourceId: number; readonly folder: string },
  session: ProjectSession,
  history: Pick<HistoryService, 'run'>,
  job: JobContext
): Promise<RelinkReport> {
  const source = session.database.sqlite
    .prepare<[number], { name: string; uri: string }>('select name, uri from source where id = ?')
    .get(sourceId)
  if (!source) throw new VitrineError('NOT_FOUND', 'This source is no longer in the project.', { id: sourceId })
  const isFolder = await explaining(folder, async () => (await stat(folder)).isDirectory())
  if (!isFolder) throw new VitrineError('INVALID_INPUT', `${folder} is a file: name the folder that the images lie in.`)

  const images = referencedImages(session, sourceId)
  const lost = await missingFiles(images)
  const files = await listImages(folder)
  const hashes = new Map<string, string>()
  async function hashOf(file: string): Promise<string> {
    const hash = hashes.get(file) ?? (await hashFile(file).catch(() => ''))
    hashes.set(file, hash)
    await job.checkpoint()
    job.progress(hashes.size / (files.length + 1), `${hashes.size} of ${files.length} files compared`)
    return hash
  }

  const found = new Map<number, string>()
  const changed: string[] = []
  const present = new Set(files)
  for (const image of lost) {
    const file = join(folder, relative(source.uri, image.location))
    if (!present.has(file)) continue
    if ((await hashOf(file)) === image.hash) found.set(image.id, file)
    else changed.push(image.name)
  }
  await findElsewhere(lost, files, found, hashOf)
  if (found.size === 0 && lost.length > 0) throw nothingFound(folder, source.name, lost.length, changed)

  const title = `Relink ${found.size.toLocaleString('en')} images of ${source.name}`
  if (found.size > 0) {
    history.run({ title, audited: false }, edit => {
      for (const [id, location] of found) edit.update('image', id, { location })
      edit.update('source', sourceId, { uri: folder })
    })
  }
  const left = lost.filter(({ id }) => !found.has(id)).map(({ name }) => name)
  return {
    matched: found.size,
    untouched: images.length - lost.length,
    changed: changed.filter(name => left.includes(name)),
    missing: left.filter(name => !changed.includes(name))
  }
}

/** Files that were renamed or moved about: every file is read until the last image is found. */
async function findElsewhere(
  lost: readonly ReferencedImage[],
  files: readonly string[],
  found: Map<number, string>,
  hashOf: (file: string) => Promise<string>
): Promise<void> {
  const wanted = new Map<string, number[]>()
  for (const { id, hash } of lost) if (!found.has(id)) wanted.set(hash, [...(wanted.get(hash) ?? []), id])
  for (const file of files) {
    if (wanted.size === 0) return
    const hash = await hashOf(file)
    for (const id of wanted.get(hash) ?? []) found.set(id, file)
    wanted.delete(hash)
  }
}

function nothingFound(folder: string, name: string, lost: number, changed: readonly string[]): VitrineError {
  const others = changed.length > 0 ? ` ${changed.length} have the right name, but other content.` : ''
  return new VitrineError(
    'NOT_FOUND',
    `None of the ${lost.toLocaleString('en')} missing files of “${name}” is in ${folder}.${others} Nothing was changed. Name the folder that they were moved to.`,
    { folder }
  )
}
