import { VitrineError, type ErrorCode } from '@shared/contract/errors'

/** Why a resource could not be fetched. */
export type FetchReason =
  | 'BAD_URL'
  | 'FORBIDDEN_ADDRESS'
  | 'DNS'
  | 'CONNECTION'
  | 'TLS'
  | 'TIMEOUT'
  | 'UNAUTHORISED'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'HTTP_STATUS'
  | 'TOO_LARGE'
  | 'TOO_MANY_REDIRECTS'
  | 'CANCELLED'

const CODES: Readonly<Record<FetchReason, ErrorCode>> = {
  BAD_URL: 'INVALID_INPUT',
  FORBIDDEN_ADDRESS: 'NO_PERMISSION',
  DNS: 'UPSTREAM_FAILED',
  CONNECTION: 'UPSTREAM_FAILED',
  TLS: 'UPSTREAM_FAILED',
  TIMEOUT: 'UPSTREAM_FAILED',
  UNAUTHORISED: 'UPSTREAM_FAILED',
  NOT_FOUND: 'UPSTREAM_FAILED',
  RATE_LIMITED: 'UPSTREAM_FAILED',
  HTTP_STATUS: 'UPSTREAM_FAILED',
  TOO_LARGE: 'TOO_LARGE',
  TOO_MANY_REDIRECTS: 'UPSTREAM_FAILED',
  CANCELLED: 'CANCELLED'
}

/** A fetch that failed: `reason` for programs, `message` for people; `details` hold the URL. */
export class FetchError extends VitrineError {
  constructor(
    readonly reason: FetchReason,
    readonly url: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions
  ) {
    super(CODES[reason], message, { ...details, reason, url }, options)
  }
}

/** Explains what a socket or resolver threw. */
export function networkError(error: unknown, url: string): FetchError {
  if (error instanceof FetchError) return error
  const cause = { cause: error }
  const code = codeOf(error)
  const { host } = new URL(url)
  if (code === 'ABORT_ERR') return new FetchError('CANCELLED', url, `Fetching ${url} was cancelled.`, {}, cause)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA')
    return new FetchError('DNS', url, `No address is known for ${host}. Check the name and the connection.`, {}, cause)
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code))
    return new FetchError('TLS', url, `The certificate of ${host} can't be trusted (${code}).`, {}, cause)
  if (/^Z_|ERR_.*(ZLIB|BUFFER)|BROTLI/.test(code))
    return new FetchError('CONNECTION', url, `${host} sent data that can't be unpacked.`, {}, cause)
  return new FetchError('CONNECTION', url, `The connection to ${host} failed (${code || 'unknown reason'}).`, {}, cause)
}

/** Explains an answer that isn't a success. */
export function statusError(status: number, url: string, retryAfter: string | undefined): FetchError {
  const { host } = new URL(url)
  const details = { status, ...(retryAfter !== undefined && { retryAfter }) }
  if (status === 401 || status === 403)
    return new FetchError('UNAUTHORISED', url, `${host} refuses access to ${url} (${status}).`, details)
  if (status === 404 || status === 410)
    return new FetchError('NOT_FOUND', url, `${host} has nothing at ${url} (${status}).`, details)
  if (status === 429 || (status === 503 && retryAfter !== undefined))
    return new FetchError('RATE_LIMITED', url, `${host} asks to try again later (${status}).`, details)
  return new FetchError('HTTP_STATUS', url, `${host} answered ${status} for ${url}.`, details)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
