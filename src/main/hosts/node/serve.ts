import { randomBytes } from 'node:crypto'
import { listen } from '../listen'
import { createAccessControl } from './access'

export interface ServeOptions {
  readonly fetch: (request: Request) => Promise<Response>
  /** 0 takes a free port. */
  readonly port: number
  /** Loopback unless the user names another address. */
  readonly hostname?: string
  readonly token?: string
}

export interface RunningServer {
  /** With the access token: whoever opens it is in. */
  readonly url: string
  readonly origin: string
  readonly token: string
  close(): Promise<void>
}

/** Serves a backend over http behind access control. */
export async function startServer({
  fetch,
  port,
  hostname = '127.0.0.1',
  token
}: ServeOptions): Promise<RunningServer> {
  const secret = token ?? randomBytes(24).toString('base64url')
  const hosts = new Set<string>()
  const listener = await listen({ hostname, port, fetch: createAccessControl({ token: secret, hosts, fetch }) })
  for (const name of [hostname, '127.0.0.1', 'localhost']) hosts.add(`${name}:${listener.port}`)
  const origin = `http://${hostname}:${listener.port}`
  return { url: `${origin}/?token=${secret}`, origin, token: secret, close: listener.close }
}
