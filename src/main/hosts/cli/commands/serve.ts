import type { Share } from '@shared/contract/publish'
import { createBackend, type Backend } from '../../../backend'
import { listen } from '../../listen'
import { startServer } from '../../node/serve'
import { forkEngine } from '../../spawn'
import { rendererDir, surroundings } from '../../surroundings'
import { numberOption, textOption, UsageError, type Arguments, type Command } from '../command'
import { clientOf } from '../context'
import { onInterrupt } from '../interrupt'
import { readAllowedHosts } from '../picture-options'
import { projectPath } from '../project-path'

export const serve: Command = {
  name: 'serve',
  usage:
    '[PROJECT | --sample] [--port 0] [--host 127.0.0.1] [--token TOKEN] [--allow-host HOST]… [--share [--share-host 127.0.0.1] [--share-port 0] [--share-writable]]',
  summary:
    'serves the window to a browser and prints its address with the access token; --share also serves the project as IIIF',
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    token: { type: 'string' },
    'allow-host': { type: 'string', multiple: true },
    sample: { type: 'boolean' },
    share: { type: 'boolean' },
    'share-host': { type: 'string' },
    'share-port': { type: 'string' },
    'share-writable': { type: 'boolean' }
  },
  positionals: [0, 1],
  async run(args, { print, keepOpen }) {
    const port = portOption(args, 'port')
    const backend = await createBackend({
      host: 'node',
      spawnEngine: forkEngine,
      rendererDir,
      listen,
      allowHosts: readAllowedHosts(args),
      ...surroundings()
    })
    keepOpen(backend)
    const [path] = args.positionals
    if (path !== undefined) await backend.openProject(projectPath(path))
    else if (args.options.sample === true) await clientOf(backend).projects.openSample()
    const hostname = textOption(args, 'host')
    const token = textOption(args, 'token')
    const server = await startServer({
      fetch: request => backend.fetch(request),
      port,
      ...(hostname !== undefined && { hostname }),
      ...(token !== undefined && { token })
    })
    keepOpen(server)
    await backend.announce(server.url)
    const share = args.options.share === true ? await startShare(args, backend) : null
    const url = path === undefined && args.options.sample !== true ? server.url : `${server.url}#/library`
    // The window's address first: programs that start this one read the first line.
    print({ url, ...(share && { share }) }, [url, ...(share ? lines(share) : [])].join('\n'))
    await new Promise<void>(resolve => onInterrupt(resolve, ['SIGINT', 'SIGTERM', 'SIGHUP']))
  }
}

/** 0, which takes a free one, unless it is named. */
function portOption(args: Arguments, name: string): number {
  const port = numberOption(args, name) ?? 0
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new UsageError(`--${name} takes a port from 0 to 65535, not “${port}”`)
}

interface Shared extends Share {
  readonly collection: string
  readonly sas: string
}

async function startShare(args: Arguments, backend: Backend): Promise<Shared> {
  if (args.positionals[0] === undefined) throw new UsageError('--share needs a PROJECT')
  const hostname = textOption(args, 'share-host')
  const share = await clientOf(backend).publish.start({
    port: portOption(args, 'share-port'),
    allowsWriting: args.options['share-writable'] === true,
    ...(hostname !== undefined && { hostname })
  })
  return { ...share, collection: `${share.url}/iiif/3/collection`, sas: `${share.url}/sas` }
}

const lines = ({ collection, sas }: Shared): readonly string[] => [
  `shared as IIIF: ${collection}`,
  `annotations: ${sas}`
]
