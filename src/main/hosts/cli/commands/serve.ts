import { createBackend } from '../../../backend'
import { startServer } from '../../node/serve'
import { forkEngine } from '../../spawn'
import { rendererDir, surroundings } from '../../surroundings'
import { numberOption, textOption, type Command } from '../command'

export const serve: Command = {
  name: 'serve',
  usage: '[PROJECT] [--port 0] [--host 127.0.0.1] [--token TOKEN] [--sample]',
  summary: 'serves the window to a browser; prints its address with the access token',
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    token: { type: 'string' },
    sample: { type: 'boolean' }
  },
  positionals: [0, 1],
  async run(args, { print }) {
    const backend = await createBackend({
      host: 'node',
      spawnEngine: forkEngine,
      rendererDir,
      ...surroundings()
    })
    const [path] = args.positionals
    if (path !== undefined) await backend.openProject(path)
    const hostname = textOption(args, 'host')
    const token = textOption(args, 'token')
    const server = await startServer({
      fetch: request => backend.fetch(request),
      port: numberOption(args, 'port') ?? 0,
      ...(hostname !== undefined && { hostname }),
      ...(token !== undefined && { token })
    })
    await backend.announce(server.url)
    print({ url: server.url }, server.url)
    await new Promise<void>(resolve => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    })
    await server.close()
    await backend.close()
  }
}
