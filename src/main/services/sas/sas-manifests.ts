import * as v from 'valibot'
import { VitrineError } from '@shared/contract/errors'
import { importInputSchema, importReportSchema, type ImportReport } from '@shared/contract/sources'
import { parseJson } from '@shared/domain/json/parse-json'
import { inLanguage } from '@shared/domain/presentation/localised-text'
import { readPresentation } from '@shared/domain/presentation/read-presentation'
import { isHttpUrl } from '@shared/domain/presentation/url'
import type { Fetcher } from '../../net/fetcher'
import type { JobsService } from '../jobs/jobs-service'
import { findByCanvas } from '../publish/published-images'
import { readIiif } from '../sources/iiif/read-iiif'
import type { SourcesService } from '../sources/sources-service'
import type { Workspace } from '../workspace'

/** A manifest whose canvases the server knows now. */
export interface LoadedManifest {
  readonly uri: string
  /** Name of the manifest that shows its canvases in the server's own collection. */
  readonly shortId: string
  /** What could not be taken, a sentence each. */
  readonly skipped: readonly string[]
}

/** Makes manifests known to the annotation server: their canvases become images of the project, not kept ones. */
export interface SasManifests {
  /** Errors: INVALID_INPUT (no manifest, none with an address), READ_ONLY. */
  add(json: unknown): Promise<LoadedManifest>
  /** Errors: those of `add` and of fetching. */
  addFrom(uri: string): Promise<LoadedManifest>
}

export interface SasManifestsDeps {
  readonly workspace: Workspace
  readonly jobs: Pick<JobsService, 'start' | 'ended'>
  readonly sources: Pick<SourcesService, 'importPlan'>
  readonly fetcher: Fetcher
}

export function createSasManifests({ workspace, jobs, sources, fetcher }: SasManifestsDeps): SasManifests {
  async function add(json: unknown): Promise<LoadedManifest> {
    workspace.writable()
    const read = readPresentation(json)
    const uri = read.kind === 'manifest' ? read.manifest.id : null
    if (read.kind !== 'manifest') throw new VitrineError('INVALID_INPUT', 'This is no manifest that Vitrine can read.')
    if (uri === null || !isHttpUrl(uri)) {
      throw new VitrineError('INVALID_INPUT', 'The manifest has no address of its own: give it an id that is a URL.')
    }
    const { imported, skipped } = await importAs(uri, json, inLanguage(read.manifest.label))
    const row = read.manifest.canvases
      .map(canvas => findByCanvas(workspace.session(), canvas.id, uri))
      .find(found => found !== null)
    if (!row) {
      const message = `None of the manifest’s canvases could be taken. ${skipped[0]?.message ?? ''}`.trim()
      throw new VitrineError('INVALID_INPUT', message, { imported })
    }
    return { uri, shortId: `source-${row.sourceId}`, skipped: skipped.map(({ message }) => message) }
  }

  async function importAs(uri: string, json: unknown, label: string): Promise<ImportReport> {
    const input = v.parse(importInputSchema, { from: uri, format: 'iiif', copy: false, pictures: { kind: 'none' } })
    const job = jobs.start({ kind: 'import', title: `Import ${label || uri} through SAS`, lane: 'import' }, context =>
      sources.importPlan(input, context, reader => readIiif(reader, answeringOnly(uri, json)))
    )
    const { error, result } = await jobs.ended(job.id)
    if (error) throw new VitrineError(error.code, error.message, error.details)
    return v.parse(importReportSchema, result)
  }

  return {
    add,
    async addFrom(uri) {
      workspace.writable()
      const { bytes } = await fetcher.fetch(uri)
      const result = parseJson(bytes.toString('utf8'))
      if (!result.ok) throw new VitrineError('INVALID_INPUT', `${uri}: ${result.message}`)
      return await add(result.value)
    }
  }
}

/** Whoever posts a manifest has this machine fetch nothing that it names: no lists, no pictures. */
function answeringOnly(uri: string, json: unknown): Fetcher {
  const bytes = Buffer.from(JSON.stringify(json))
  return {
    fetch: url =>
      url === uri
        ? Promise.resolve({ url, status: 200, contentType: null, etag: null, lastModified: null, bytes })
        : Promise.reject(
            new VitrineError('UNSUPPORTED', `${url} is not fetched for a posted manifest. Post its annotations, too.`)
          ),
    close: () => undefined
  }
}
