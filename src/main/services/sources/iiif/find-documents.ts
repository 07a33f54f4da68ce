import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isHttpUrl } from '@shared/domain/presentation/url'
import { explaining } from '../../../files/file-system'

/** The documents that a source stands for: itself, or the JSON files of a folder in their order. */
export async function findDocuments(from: string): Promise<readonly string[]> {
  if (isHttpUrl(from)) return [from]
  const isFolder = await explaining(from, async () => (await stat(from)).isDirectory())
  if (!isFolder) return [from]
  const names = await explaining(from, () => readdir(from))
  return names
    .filter(name => /\.json$/i.test(name) && name !== 'info.json')
    .sort()
    .map(name => join(from, name))
}
