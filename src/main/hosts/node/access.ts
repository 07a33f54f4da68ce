import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
/** Compares in constant time, whatever the lengths. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

const refuse = (status: number, message: string): Response =>
  new Response(`${message}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })

export interface AccessOptions {
  /** Random per start; whoever has it may use the backend. */
  readonly token: string
  /** `host:port` values this server answers to: DNS rebinding sends others. */
  readonly hosts: ReadonlySet<string>
  readonly fetch: (request: Request) => Promise<Response>
}

/**
 * Guards a backend served over http: right Host, no foreign Origin, and a cookie that is handed out once in exchange
 * for `?token=…` (the token then leaves the address bar). A bearer token serves scripts and the command line.
 */
export function createAccessControl({ token, hosts, fetch }: AccessOptions): (request: Request) => Promise<Response> {
  // Cookies don't know ports: two servers on one machine must not share a name.
  const cookieName = `vitrine-${digest(token).toString('hex').slice(0, 12)}`

  function authorised(request: Request): boolean {
    const bearer = request.headers.get('authorization')
    if (bearer?.startsWith('Bearer ') && same(bearer.slice(7), token)) return true
    for (const part of (request.headers.get('cookie') ?? '').split(';')) {
      const [name, value] = part.trim().split('=')
      if (name === cookieName && value !== undefined && same(value, token)) return true
    }
    return false
  }

  return async request => {
    const url = new URL(request.url)
    if (!hosts.has(request.headers.get('host') ?? url.host)) return refuse(421, 'Wrong host.')
    const origin = request.headers.get('origin')
    if (origin !== null && !hosts.has(origin.replace(/^https?:\/\//, ''))) return refuse(403, 'Foreign origin.')

    const offered = url.searchParams.get('token')
    if (offered !== null) {
      if (!same(offered, token)) return refuse(401, 'This link is no longer valid. Take the one that Vitrine printed.')
      url.searchParams.delete('token')
      return new Response(null, {
        status: 303,
        headers: {
          location: url.pathname + url.search,
          'set-cookie': `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`
        }
      })
    }
    if (!authorised(request)) return refuse(401, 'Open Vitrine by the link that it printed at its start.')
    return fetch(request)
  }
}
