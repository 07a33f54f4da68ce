import { serve } from '@hono/node-server'
import { VitrineError } from '@shared/contract/errors'
import type { Listen } from '../ports'

/** Milliseconds that a silent connection stays open; browsers let go of theirs earlier (Chromium after 5 minutes). */
const keepAlive = 600_000

/** Opens a port and answers what comes in by `fetch`. Errors: CONFLICT when the port is taken, INVALID_INPUT for the address. */
export const listen: Listen = ({ hostname, port, fetch }) =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname }, info =>
      resolve({
        port: info.port,
        close: () =>
          new Promise(done => {
            server.close(() => done())
            // Event streams and kept connections never end by themselves.
            if ('closeAllConnections' in server) server.closeAllConnections()
          })
      })
    )
    // Node closes a kept connection after 5 s of silence, and an upload that a browser sends on it just then is lost.
    if ('keepAliveTimeout' in server) server.keepAliveTimeout = keepAlive
    server.on('error', (error: NodeJS.ErrnoException) => reject(explain(error, hostname, port)))
  })

function explain(error: NodeJS.ErrnoException, hostname: string, port: number): VitrineError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new VitrineError('CONFLICT', `Port ${port} is taken. Choose another one, or 0 for a free one.`)
    case 'EACCES':
      return new VitrineError('NO_PERMISSION', `The system keeps port ${port} for itself. Choose one above 1023.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new VitrineError('INVALID_INPUT', `${hostname} is no address of this machine.`)
    default:
      return new VitrineError('INTERNAL', `The server did not start: ${error.message}`)
  }
}
