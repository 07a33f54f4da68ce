import { parseError } from '@shared/contract/errors'
import type { Failure } from './failure'

/** A file of the browser's and its path, with `/`, within what was dropped or chosen. */
export interface UploadFile {
  readonly path: string
  readonly file: File
}

/** Files on their way at once. */
const sideBySide = 4

/** A refused upload; its message is the backend's. */
export class UploadError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message)
  }
}

/** Sends files to the host and returns the address to import them by. `progress` gets the share of bytes in [0, 1]. */
export async function uploadFiles(
  files: readonly UploadFile[],
  progress: (share: number) => void,
  signal: AbortSignal
): Promise<string> {
  const batch = crypto.randomUUID()
  const total = files.reduce((sum, { file }) => sum + file.size, 0)
  let sent = 0
  const queue = files.values()
  async function work(): Promise<void> {
    for (const { path, file } of queue) {
      const address = `/upload/${batch}/${path.split('/').map(encodeURIComponent).join('/')}`
      const response = await fetch(address, { method: 'POST', body: file, signal })
      if (!response.ok) throw await toError(response)
      sent += file.size
      progress(total === 0 ? 1 : sent / total)
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, work))
  return `upload:${batch}`
}

async function toError(response: Response): Promise<UploadError> {
  const body: unknown = await response.json().catch(() => null)
  const error = parseError(typeof body === 'object' && body !== null && 'error' in body ? body.error : null)
  if (error)
    return new UploadError({
      code: error.code,
      message: error.message,
      ...(error.details && { details: error.details })
    })
  return new UploadError({ code: 'INTERNAL', message: `The upload was answered with ${response.status}.` })
}

/** Everything in a drop, folders with all that is below them; hidden files are left out. Call it within the event. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly UploadFile[]> {
  // The list of items is emptied when the event has been handled: entries are taken out before anything is awaited.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry() ?? item.getAsFile())
  const files = entries.map(entry => {
    if (entry === null) return []
    // What a page put into the drop itself, such as a picture dragged out of another window, has no entry.
    return entry instanceof File ? chosenFiles([entry]) : filesBelow(entry, '')
  })
  return (await Promise.all(files)).flat()
}

/** The files of an input; those of a folder bear its name. */
export const chosenFiles = (files: Iterable<File>): readonly UploadFile[] =>
  [...files]
    .map(file => ({ file, path: file.webkitRelativePath || file.name }))
    .filter(({ path }) => !path.split('/').some(isHidden))

async function filesBelow(entry: FileSystemEntry, parent: string): Promise<readonly UploadFile[]> {
  if (isHidden(entry.name)) return []
  const path = `${parent}${entry.name}`
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ path, file }]
  }
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const found: UploadFile[] = []
  for (;;) {
    // Chromium hands over 100 entries at a time; an empty answer is the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return found
    for (const child of some) found.push(...(await filesBelow(child, `${path}/`)))
  }
}

const isHidden = (name: string): boolean => name.startsWith('.') || name === 'Thumbs.db' || name === '__MACOSX'
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
