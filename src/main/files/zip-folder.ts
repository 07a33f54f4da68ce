import { createReadStream, type ReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

/** Files that are packed already: packing them again costs time and gains nothing. */
const packed = /\.(jpe?g|png|webp|gif|avif|zip|gz)$/i

/**
 * A folder as a zip archive under its own name, made while it is read: one file at a time is open and nothing is kept in
 * memory. Names are relative, with `/`; links are left out.
 */
export async function zipFolder(folder: string): Promise<ReadableStream<Uint8Array>> {
  const zip = new ZipFile()
  let open: ReadStream | null = null
  for (const file of await filesBelow(folder)) {
    const name = relative(join(folder, '..'), file).split(sep).join('/')
    zip.addReadStreamLazy(name, { compress: !packed.test(name) }, give => give(null, (open = createReadStream(file))))
  }
  const output = Readable.from(zip.outputStream)
  zip.on('error', (error: Error) => output.destroy(error))
  // Who leaves in the middle leaves no file open.
  output.on('close', () => open?.destroy())
  zip.end()
  // Node's own stream type and the web's differ in name only.
  return Readable.toWeb(output) as ReadableStream<Uint8Array>
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}
