import { randomBytes } from 'node:crypto'
import { serve } from '@hono/node-server'
import { VitrineError } from '@shared/contract/errors'
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
export function startServer({ fetch, port, hostname = '127.0.0.1', token }: ServeOptions): Promise<RunningServer> {
  const secret = token ?? randomBytes(24).toString('base64url')
  const hosts = new Set<string>()
  const guarded = createAccessControl({ token: secret, hosts, fetch })
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: guarded, port, hostname }, info => {
      for (const name of [hostname, '127.0.0.1', 'localhost']) hosts.add(`${name}:${info.port}`)
      const origin = `http://${hostname}:${info.port}`
      resolve({
        url: `${origin}/?token=${secret}`,
        origin,
        token: secret,
        close: () =>
          new Promise(done => {
            server.close(() => done())
            // Event streams never end by themselves.
            if ('closeAllConnections' in server) server.closeAllConnections()
          })
      })
    })
    server.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new VitrineError('CONFLICT', `Port ${port} is taken. Choose another one, or 0 for a free one.`)
          : new VitrineError('INTERNAL', `The server did not start: ${error.message}`)
      )
    )
  })
}
