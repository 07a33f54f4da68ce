import { lookup, type LookupAddress } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { getCACertificates } from 'node:tls'
import { isAllowedHost, isPublicAddress } from './addresses'
import { FetchError, networkError, statusError } from './fetch-error'
import { createHostQueue, type HostLimits } from './host-queue'
import { usesProxy, type ProxyEnvironment } from './proxy'
import { readBody } from './read-body'

/** Resolves a host name to all its addresses. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

export interface FetcherOptions {
  /** Hosts (`name` or `name:port`) that may be reached although their addresses aren't public; asked at every request. */
  readonly allowHosts?: () => readonly string[]
  readonly userAgent?: string
  readonly limits?: HostLimits
  /** For tests; the system's resolver otherwise. */
  readonly resolve?: Resolve
  readonly environment?: ProxyEnvironment
}

export interface FetchRequest {
  readonly signal?: AbortSignal
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** Text to be sent, with its media type. */
  readonly body?: { readonly text: string; readonly type: string }
  readonly accept?: string
  /** Hosts that this request may reach although their addresses aren't public, beside those always allowed. */
  readonly allowHosts?: readonly string[]
  /** Largest body that is read, unpacked; 50 MB unless said otherwise. */
  readonly maxBytes?: number
  /** Longest time for the whole exchange, waiting for one's turn not counted; 60 s unless said otherwise. */
  readonly timeoutMs?: number
  readonly onProgress?: (received: number, total: number | null) => void
}

export interface FetchedResource {
  /** The address that answered, after redirects. */
  readonly url: string
  readonly status: number
  readonly contentType: string | null
  readonly etag: string | null
  readonly lastModified: string | null
  readonly bytes: Buffer
}

/** Fetches what the user asked for over http(s), and refuses everything that could be turned against the user. */
export interface Fetcher {
  /** Throws only {@link FetchError}. */
  fetch(url: string, request?: FetchRequest): Promise<FetchedResource>
  /** Closes idle connections. */
  close(): void
}

const MAX_REDIRECTS = 5
const DEFAULT_BYTES = 50 * 1024 * 1024
const DEFAULT_TIMEOUT = 60_000
/** Longest pause that a server may ask for (`Retry-After`), in milliseconds. */
const MAX_PAUSE = 60_000

export function createFetcher(options: FetcherOptions = {}): Fetcher {
  const environment = options.environment ?? process.env
  const resolveHost = options.resolve ?? systemResolve
  const queue = createHostQueue(options.limits ?? { concurrency: 4, intervalMs: 50 })
  const proxyEnv = { ...environment }
  const http = new HttpAgent({ keepAlive: true, proxyEnv })
  let https: HttpsAgent | null = null
  /** The system's certificates count beside Node's own: companies run their own authorities. Read when first needed. */
  const httpsAgent = (): HttpsAgent =>
    (https ??= new HttpsAgent({ keepAlive: true, proxyEnv, ca: trustedCertificates() }))

  async function exchange(url: URL, request: FetchRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const address = await permittedAddress(url, request.allowHosts ?? [])
    const headers: Record<string, string> = {
      accept: request.accept ?? '*/*',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': options.userAgent ?? 'Vitrine',
      ...(request.body && { 'content-type': request.body.type })
    }
    const secure = url.protocol === 'https:'
    const settings: RequestOptions = {
      method: request.method ?? 'GET',
      headers,
      signal,
      agent: secure ? httpsAgent() : http,
      // The address that was checked is the one that is used: the name is not resolved again.
      ...(address && {
        lookup: (_hostname, { all }, answer) =>
          all ? answer(null, [address]) : answer(null, address.address, address.family)
      })
    }
    return new Promise((resolve, reject) => {
      const outgoing = (secure ? httpsRequest : httpRequest)(url, settings, resolve)
      outgoing.on('error', reject)
      outgoing.end(request.body?.text)
    })
  }

  /** The address to connect to; null when a proxy resolves the name. Throws if the host may not be reached. */
  async function permittedAddress(url: URL, allowHosts: readonly string[]): Promise<LookupAddress | null> {
    const allowed = isAllowedHost(url, [...allowHosts, ...(options.allowHosts?.() ?? [])])
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) !== 0) {
      if (!allowed && !isPublicAddress(literal)) throw forbidden(url)
      return null
    }
    if (usesProxy(url, environment)) {
      if (!allowed && /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(url.hostname)) throw forbidden(url)
      return null
    }
    const addresses = await resolveHost(url.hostname)
    const first = addresses[0]
    if (!first) throw new FetchError('DNS', url.href, `No address is known for ${url.hostname}.`)
    // One private address among public ones is how a name is rebound: all must be public.
    if (!allowed && !addresses.every(({ address }) => isPublicAddress(address))) throw forbidden(url)
    return first
  }

  async function follow(start: URL, request: FetchRequest, cancel: AbortSignal): Promise<FetchedResource> {
    let url = start
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const target = url
      const result = await queue.run(target.host, cancel, () => attempt(target, request, cancel))
      if (!(result instanceof URL)) return result
      url = result
    }
    throw new FetchError('TOO_MANY_REDIRECTS', start.href, `${start.href} redirects more than ${MAX_REDIRECTS} times.`)
  }

  /** One exchange: a resource, or the address that it has moved to. */
  async function attempt(url: URL, request: FetchRequest, cancel: AbortSignal): Promise<FetchedResource | URL> {
    const limit = request.timeoutMs ?? DEFAULT_TIMEOUT
    const timeout = AbortSignal.timeout(limit)
    try {
      const response = await exchange(url, request, AbortSignal.any([cancel, timeout]))
      const status = response.statusCode ?? 0
      const location = response.headers.location
      if (status >= 300 && status < 400 && location !== undefined && (request.method ?? 'GET') === 'GET') {
        response.destroy()
        return checkedUrl(location, url)
      }
      if (status < 200 || status >= 300) {
        response.destroy()
        const error = statusError(status, url.href, response.headers['retry-after'])
        if (error.reason === 'RATE_LIMITED') queue.pause(url.host, pauseOf(response.headers['retry-after']))
        throw error
      }
      const bytes = await readBody(response, url.href, request.maxBytes ?? DEFAULT_BYTES, request.onProgress)
      const { headers } = response
      return {
        url: url.href,
        status,
        contentType: headers['content-type'] ?? null,
        etag: headers.etag ?? null,
        lastModified: headers['last-modified'] ?? null,
        bytes
      }
    } catch (error) {
      if (cancel.aborted) throw new FetchError('CANCELLED', url.href, `Fetching ${url.href} was cancelled.`)
      if (timeout.aborted && !(error instanceof FetchError))
        throw new FetchError('TIMEOUT', url.href, `${url.host} took longer than ${Math.round(limit / 1000)} s.`)
      throw networkError(error, url.href)
    }
  }

  return {
    async fetch(text, request = {}) {
      const url = checkedUrl(text)
      const cancel = request.signal ?? new AbortController().signal
      try {
        return await follow(url, request, cancel)
      } catch (error) {
        if (cancel.aborted) throw new FetchError('CANCELLED', url.href, `Fetching ${url.href} was cancelled.`)
        throw networkError(error, url.href)
      }
    },
    close() {
      http.destroy()
      https?.destroy()
    }
  }
}

function checkedUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base)) throw new FetchError('BAD_URL', text, `“${text.slice(0, 200)}” is not an address.`)
  const url = new URL(text, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FetchError('BAD_URL', url.href, `Only http and https addresses are fetched, not ${url.protocol}`)
  if (url.username !== '' || url.password !== '')
    throw new FetchError(
      'BAD_URL',
      `${url.origin}${url.pathname}`,
      'Addresses with a name and password in them are not fetched.'
    )
  url.hash = ''
  return url
}

function forbidden(url: URL): FetchError {
  return new FetchError(
    'FORBIDDEN_ADDRESS',
    url.href,
    `${url.host} is on this computer or a private network. Allow this host in the settings if that is meant.`,
    { host: url.host }
  )
}

function pauseOf(retryAfter: string | undefined): number {
  const seconds = Number(retryAfter ?? 5)
  const milliseconds = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter ?? '') - Date.now()
  return Math.min(MAX_PAUSE, Math.max(0, milliseconds || 5000))
}

function systemResolve(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })
}

function trustedCertificates(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
}
