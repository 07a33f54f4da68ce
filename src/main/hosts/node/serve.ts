import { randomBytes } from 'node:crypto'
import { hostname as machineName, networkInterfaces } from 'node:os'
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
  for (const name of namesOf(hostname)) hosts.add(`${inUrl(name)}:${listener.port}`)
  const origin = `http://${inUrl(isEverywhere(hostname) ? '127.0.0.1' : hostname)}:${listener.port}`
  return { url: `${origin}/?token=${secret}`, origin, token: secret, close: listener.close }
}

const isEverywhere = (hostname: string): boolean => hostname === '0.0.0.0' || hostname === '::'

/** What a browser may call the server; listening on all addresses it has the names of all. */
function namesOf(hostname: string): readonly string[] {
  const own = ['127.0.0.1', 'localhost']
  if (!isEverywhere(hostname)) return [hostname, ...own]
  const addresses = Object.values(networkInterfaces()).flatMap(found => (found ?? []).map(({ address }) => address))
  return [...own, machineName().toLowerCase(), ...addresses]
}

/** An IPv6 address stands in brackets. */
const inUrl = (name: string): string => (name.includes(':') ? `[${name}]` : name)
