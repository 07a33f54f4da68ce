import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { VitrineError } from '@shared/contract/errors'
import { writeFileAtomically } from '../../files/atomic-file'
import { explaining } from '../../files/file-system'
import type { Fetcher } from '../../net/fetcher'
import type { JobContext } from '../jobs/running-job'
import type { KnownDataset, RemoteFile } from './known-datasets'

const unzip = promisify(gunzip)
/** For one file: slow lines are no error, a server that says nothing is. */
const timeoutMs = 20 * 60_000
/** What a mirror's own packing may be larger by. */
const slack = 1.1

type Remote = NonNullable<KnownDataset['download']> & { readonly title: string }

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

/**
 * Fetches the files that `folder` lacks. Each is checked before it gets its name there, so that what is in the folder is
 * whole, and a download that was cut off or cancelled goes on with the files that are missing.
 */
export async function downloadDataset(
  { title, from, files }: Remote,
  folder: string,
  fetcher: Pick<Fetcher, 'fetch'>,
  { signal, progress }: Pick<JobContext, 'signal' | 'progress'>
): Promise<void> {
  await explaining(folder, () => mkdir(folder, { recursive: true }))
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  const tell = (received: number) =>
    progress((done + received) / total, `Downloading ${megabytes(done + received)} of ${megabytes(total)} MB`)
  for (const file of files) {
    const path = join(folder, file.name)
    if (!existsSync(path)) {
      const url = from + file.name
      const { bytes } = await fetcher
        .fetch(url, { signal, timeoutMs, maxBytes: Math.ceil(file.unpackedBytes * slack), onProgress: tell })
        .catch((error: unknown) => {
          throw withOtherWay(error, title)
        })
      await check(bytes, file, url)
      await writeFileAtomically(path, bytes)
    }
    done += file.bytes
    tell(0)
  }
}

async function check(bytes: Buffer, { name, sha256, unpackedBytes }: RemoteFile, url: string): Promise<void> {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b
  const content = packed ? await unzip(bytes, { maxOutputLength: unpackedBytes }).catch(() => null) : bytes
  const found = content && createHash('sha256').update(content).digest('hex')
  if (found === sha256) return
  const message = `What ${new URL(url).host} sent as ${name} is not the file that was expected (its SHA-256 differs). It was not kept. Try again, or import a folder with the files.`
  throw new VitrineError('CORRUPT', message, { url, expected: sha256, found })
}

/** Offline, or refused: there are other ways to the same files. */
function withOtherWay(error: unknown, title: string): unknown {
  if (!(error instanceof VitrineError) || error.code === 'CANCELLED') return error
  const message = `${title} was not downloaded. ${error.message} What has arrived is kept. Try again later, or import a folder with its four IDX files.`
  return new VitrineError(error.code, message, error.details, { cause: error })
}
