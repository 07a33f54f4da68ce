import { readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { MAX_JSON_LENGTH, parseJson } from '@shared/domain/json/parse-json'
import { isHttpUrl } from '@shared/domain/presentation/url'
import { explaining } from '../../../files/file-system'
import type { FetchRequest, Fetcher } from '../../../net/fetcher'
import { createPatientFetch } from './patient-fetch'

/** A document and where it was found. */
export interface FoundDocument {
  readonly json: unknown
  /** Address or path. */
  readonly from: string
}

/** Reads IIIF documents and pictures from disk and, by the user's wish, from the web. */
export interface Documents {
  /** Errors: NOT_FOUND, UPSTREAM_FAILED, INVALID_INPUT (no JSON), TOO_LARGE, NO_PERMISSION, CANCELLED. */
  json(reference: string): Promise<FoundDocument>
  /** `progress` gets the share that has come, where the server says how much it is. */
  bytes(reference: string, progress?: (share: number) => void): Promise<Buffer>
  /** The same, for as long as another signal lets it. */
  within(signal: AbortSignal): Documents
  /** Whether a picture, or the description of its service, lies on this machine. */
  isHere(reference: string): Promise<boolean>
  /** Tells under which address a document read from disk is published: its neighbours are then read from disk, too. */
  publishedAs(path: string, id: string): void
}

/** Largest picture that is fetched, bytes. */
const maxPicture = 200 * 1024 * 1024

interface LocalRoot {
  /** Address of the folder, with a slash at its end. */
  readonly url: string
  readonly folder: string
}

export interface DocumentsOptions {
  readonly signal: AbortSignal
  /** Hosts of a private network that may be reached. */
  readonly allowHosts?: readonly string[]
}

export function createDocuments(fetcher: Fetcher, options: DocumentsOptions): Documents {
  return documentsWith(createPatientFetch(fetcher), options, [])
}

function documentsWith(
  fetch: Fetcher['fetch'],
  { signal, allowHosts = [] }: DocumentsOptions,
  roots: LocalRoot[]
): Documents {
  async function read(
    reference: string,
    request: Pick<FetchRequest, 'onProgress'> & { readonly maxBytes: number }
  ): Promise<{ bytes: Buffer; from: string }> {
    const path = isHttpUrl(reference) ? await findLocally(reference, roots) : reference
    if (path !== null) {
      await checkSize(path, request.maxBytes)
      return { bytes: await explaining(path, () => readFile(path)), from: path }
    }
    const { bytes, url } = await fetch(reference, { signal, allowHosts, ...request })
    return { bytes, from: url }
  }

  return {
    async json(reference) {
      const { bytes, from } = await read(reference, { maxBytes: MAX_JSON_LENGTH })
      const result = parseJson(bytes.toString('utf8'))
      if (result.ok) return { json: result.value, from }
      const code = result.code === 'TOO_LARGE' ? 'TOO_LARGE' : 'INVALID_INPUT'
      throw new VitrineError(code, `${from}: ${result.message.replace(/\.?$/, '.')}`, { reason: result.code })
    },
    async bytes(reference, progress) {
      const onProgress = (received: number, total: number | null) => total !== null && progress?.(received / total)
      return (await read(reference, { maxBytes: maxPicture, onProgress })).bytes
    },
    within: other => documentsWith(fetch, { signal: other, allowHosts }, roots),
    async isHere(reference) {
      if (!isHttpUrl(reference)) return true
      const places = [reference, `${reference}/info.json`]
      const found = await Promise.all(places.map(place => findLocally(place, roots)))
      return found.some(path => path !== null)
    },
    publishedAs(path, id) {
      const root = isHttpUrl(id) ? commonRoot(path, id) : null
      if (root) roots.push(root)
    }
  }
}

async function checkSize(path: string, maxBytes: number): Promise<void> {
  const { size } = await explaining(path, () => stat(path))
  if (size > maxBytes) throw new VitrineError('TOO_LARGE', `${path} is larger than ${maxBytes / 2 ** 20} MB.`, { path })
}

/**
 * The folder that an address stands for: `…/site/manifests/m.json` read from `/data/manifests/m.json` makes `…/site/`
 * stand for `/data/`. At most one folder above the document's own, so that no document reaches far into the disk.
 */
function commonRoot(path: string, id: string): LocalRoot | null {
  const url = new URL(id)
  const urlParts = decoded(url.pathname).split('/')
  const pathParts = resolve(path).split(sep)
  if (urlParts.at(-1) !== pathParts.at(-1)) return null
  const shared = urlParts.at(-2) === pathParts.at(-2) && urlParts.length > 2 ? 2 : 1
  return {
    url: `${url.origin}${urlParts.slice(0, -shared).join('/')}/`,
    folder: pathParts.slice(0, -shared).join(sep) || sep
  }
}

async function findLocally(reference: string, roots: readonly LocalRoot[]): Promise<string | null> {
  const url = new URL(reference)
  for (const root of roots) {
    // Hosts compare without case: a URL object has them in lower case, whatever the document says.
    const address = decoded(`${url.origin}${url.pathname}`)
    if (!address.startsWith(root.url)) continue
    const path = join(root.folder, address.slice(root.url.length))
    if (!path.startsWith(join(root.folder, sep))) continue
    const found = await stat(path).catch(() => null)
    if (found?.isFile()) return path
  }
  return null
}

/** Without its escapes; as it is where a stray % makes them none. */
function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

/** What a document calls another one, as address or path: on disk it counts from the folder of the document. */
export function resolveReference(reference: string, from: string): string {
  if (isHttpUrl(reference)) return reference
  if (!isHttpUrl(from)) return join(dirname(from), reference)
  const address = URL.parse(reference, from)?.href
  // A document of the web names nothing on this machine: what is no address there is asked for beside it.
  return address !== undefined && isHttpUrl(address) ? address : new URL(encodeURIComponent(reference), from).href
}
