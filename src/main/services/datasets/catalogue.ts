import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CatalogueEntry } from '@shared/contract/datasets'
import { VitrineError } from '@shared/contract/errors'
import type { Fetcher } from '../../net/fetcher'
import type { JobContext } from '../jobs/running-job'
import { downloadDataset } from './download-dataset'
import { knownDatasets, type KnownDataset } from './known-datasets'

export interface CatalogueDeps {
  readonly resourcesDir: string
  /** Where downloads are kept: once per user, for all projects. */
  readonly downloadsDir: string
  readonly fetcher: Pick<Fetcher, 'fetch'>
  readonly known?: readonly KnownDataset[]
}

export interface LocatedDataset {
  readonly folder: string
  readonly title: string
  readonly classes: readonly string[]
}

/** The datasets that Vitrine knows by name, and whether they are on this machine. */
export interface Catalogue {
  list(): CatalogueEntry[]
  /** Folder and class names of what is on this machine, or null. */
  locate(id: string): LocatedDataset | null
  /** Fetches a dataset whose download the user has confirmed. Errors: NOT_FOUND, CORRUPT, NO_SPACE, and those of a fetch. */
  download(id: string, job: Pick<JobContext, 'signal' | 'progress'>): Promise<LocatedDataset>
}

const idxFile = /^(train|t10k)-(images|labels)-idx[13]-ubyte(\.gz)?$/

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => idxFile.test(name))
    .map(name => join(folder, name))
}

export function createCatalogue(deps: CatalogueDeps): Catalogue {
  const { resourcesDir, downloadsDir, fetcher, known = knownDatasets } = deps
  const downloads = ({ id }: KnownDataset): string => join(downloadsDir, id)

  function folderOf(entry: KnownDataset): string | undefined {
    const shipped = entry.shipped === undefined ? [] : [join(resourcesDir, entry.shipped)]
    return [...shipped, ...entry.folders, downloads(entry)].find(folder => filesIn(folder).length === 4)
  }

  function toEntry(entry: KnownDataset): CatalogueEntry {
    const { folders: _, shipped, download, ...facts } = entry
    const folder = folderOf(entry)
    return {
      ...facts,
      classes: [...facts.classes],
      state: folder === undefined ? 'absent' : shipped === undefined ? 'found' : 'shipped',
      bytes: folder === undefined ? null : filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0),
      download:
        folder !== undefined || !download
          ? null
          : download.files.map(({ name, bytes, sha256 }) => ({ url: download.from + name, bytes, sha256 }))
    }
  }

  function locate(id: string): LocatedDataset | null {
    const entry = known.find(candidate => candidate.id === id)
    const folder = entry && folderOf(entry)
    return folder === undefined ? null : { folder, title: entry?.title ?? id, classes: entry?.classes ?? [] }
  }

  return {
    list: () => known.map(toEntry),
    locate,
    async download(id, job) {
      const entry = known.find(candidate => candidate.id === id)
      if (!entry?.download) throw new VitrineError('NOT_FOUND', `There is no download for the dataset “${id}”.`, { id })
      const folder = downloads(entry)
      await downloadDataset({ title: entry.title, ...entry.download }, folder, fetcher, job)
      return { folder, title: entry.title, classes: entry.classes }
    }
  }
}
