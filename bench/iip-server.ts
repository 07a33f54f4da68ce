import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const program = '/usr/lib/iipimage-server/iipsrv.fcgi'
const webServer = '/usr/sbin/lighttpd'

export interface IipServer {
  readonly port: number
  /** Path of a IIIF request for an image in the folder. */
  path(file: string, request: string): string
  stop(): void
}

/** Debian's iipimage-server behind lighttpd over the pyramid TIFFs of a folder; a sentence when it isn't installed. */
export async function startIipServer(folder: string, port: number): Promise<IipServer | string> {
  if (!existsSync(program) || !existsSync(webServer))
    return 'iipimage-server and lighttpd are not installed (apt-get install both)'
  const configuration = join(folder, 'lighttpd.conf')
  await writeFile(
    configuration,
    `server.document-root = "${folder}"
server.port = ${port}
server.bind = "127.0.0.1"
server.modules = ("mod_fastcgi")
fastcgi.server = ("/iip" => ((
  "socket" => "${join(folder, 'iip.socket')}", "bin-path" => "${program}", "max-procs" => 2, "check-local" => "disable",
  "bin-environment" => ("FILESYSTEM_PREFIX" => "${folder}/", "JPEG_QUALITY" => "90", "MAX_IMAGE_CACHE_SIZE" => "64",
    "LOGFILE" => "/dev/null", "URI_MAP" => "")
)))
`
  )
  const server = spawn(webServer, ['-D', '-f', configuration], { stdio: 'ignore' })
  if (!(await answers(port, server))) {
    server.kill()
    return 'lighttpd did not start'
  }
  return { port, path: (file, request) => `/iip?IIIF=${file}/${request}`, stop: () => server.kill() }
}

async function answers(port: number, server: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 50 && server.exitCode === null; attempt++) {
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (isOpen) return true
    await pause(100)
  }
  return false
}
