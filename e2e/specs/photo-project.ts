import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Host } from '../host'

export const photos = join(import.meta.dirname, '../../resources/sample/photos')

/** Ids of the images whose name has this in it. */
export const named = async ({ client }: Host, text: string): Promise<number[]> =>
  (await client.images.query({ filter: { text } })).ids

/** A project of the sample's trousers and sneakers, labelled; `more` may put further files into their folder before. */
export async function importTwoKinds(
  host: Host,
  more: (folder: string, files: readonly string[]) => Promise<unknown> = async () => {}
): Promise<readonly string[]> {
  const { client, userData } = host
  const folder = join(userData, 'pictures')
  await mkdir(folder)
  const files = (await readdir(photos)).filter(name => /^(trouser|sneaker)-/.test(name)).sort()
  for (const name of files) await copyFile(join(photos, name), join(folder, name))
  await more(folder, files)
  await client.projects.create({ name: 'Two kinds', folder: join(userData, 'projects') })
  await ended(host, (await client.sources.import({ from: folder })).jobId)
  for (const name of ['trouser', 'sneaker']) {
    const { id: classId } = await client.classes.create({ name })
    await client.annotations.label({ imageIds: await named(host, name), classId })
  }
  return files
}

/** Waits until a job has succeeded. */
export async function ended({ client }: Host, id: string): Promise<void> {
  await expect.poll(async () => (await client.jobs.get({ id })).state, { timeout: 60_000 }).toBe('succeeded')
}
