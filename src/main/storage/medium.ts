import { constants } from 'node:fs'
import { realpath, statfs } from 'node:fs/promises'
import { realFileSystem, systemCode, type FileSystem } from '../files/file-system'

export interface Medium {
  /** Why changes can't be written, or null. */
  readonly readOnly: 'read-only-media' | 'no-permission' | null
  /** False where SQLite's shared-memory log is unsafe: other computers or a sync program touch the same files. */
  readonly supportsWal: boolean
  readonly warning: string | null
}

/** `f_type` of statfs(2) for file systems that other computers write to as well. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x564c, 'NCP'],
  [0x5346414f, 'AFS'],
  [0x01021997, '9P']
])

const syncedFolder =
  /[\\/](Dropbox|OneDrive|Google ?Drive|Nextcloud|ownCloud|iCloud ?Drive|Mobile Documents)([ \\/-]|$)/i

/** What the disk that `folder` lies on allows. */
export async function inspectMedium(folder: string, fileSystem: FileSystem = realFileSystem): Promise<Medium> {
  const path = await realpath(folder)
  const network = networkFileSystems.get((await statfs(path)).type)
  const synced = syncedFolder.exec(path)?.[1]
  const where = network ? `a network drive (${network})` : synced ? `a folder that ${synced} synchronises` : null
  return {
    readOnly: await readOnlyReason(path, fileSystem),
    supportsWal: where === null,
    warning: where && `The project lies on ${where}: open it on one computer at a time, and expect slower saving.`
  }
}

async function readOnlyReason(path: string, fileSystem: FileSystem): Promise<Medium['readOnly']> {
  try {
    await fileSystem.access(path, constants.W_OK)
    return null
  } catch (error) {
    return systemCode(error) === 'EROFS' ? 'read-only-media' : 'no-permission'
  }
}
