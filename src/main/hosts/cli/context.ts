import { hostname } from 'node:os'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { Client } from '@shared/contract/contract'
import { wireSerializers } from '@shared/contract/wire'
import { createBackend, type Backend } from '../../backend'
import { liveHolder } from '../../files/lock'
import { forkEngine } from '../spawn'
import type { Log } from '../../ports'
import { stderrLog, surroundings } from '../surroundings'
import type { CommandContext, KeptOpen } from './command'
import { createProgressLine } from './progress-line'
import { projectPath } from './project-path'

export interface OpenContext extends CommandContext {
  /** Tells the windows that this program serves. */
  tell(message: string): void
  close(): Promise<void>
}

/** Between the lines of a bar only what somebody can act on: neither the engine's own words nor how long a call took. */
const quietLog: Log = {
  ...stderrLog,
  info: () => undefined,
  warn: message => void (message.startsWith('SLOW ') || stderrLog.warn(message))
}

/** The same typed client that the window has, over any fetch. */
function createClient(url: string, fetch: (request: Request) => Promise<Response>, headers = {}): Client {
  return createORPCClient(new RPCLink({ url, fetch, headers, customJsonSerializers: wireSerializers }))
}

/** The typed client of a backend in this process. */
export const clientOf = ({ fetch }: Pick<Backend, 'fetch'>): Client => createClient('http://vitrine.local/rpc', fetch)

/** `say` tells a sentence beside what the command prints. */
export function createContext(json: boolean, say: (sentence: string) => void): OpenContext {
  let backend: Backend | null = null
  const bar = createProgressLine(process.stderr)
  const open: KeptOpen[] = []

  async function own(): Promise<Backend> {
    if (backend) return backend
    backend = await createBackend({ host: 'node', spawnEngine: forkEngine, ...surroundings(), log: quietLog })
    open.push(backend)
    return backend
  }

  async function client(): Promise<Client> {
    return clientOf(await own())
  }

  /** The host that has the project open answers for it: one writer, and its windows see what the command does. */
  async function liveHost(path: string): Promise<Client | null> {
    // What is no project is told when it is opened.
    const holder = await liveHolder(path).catch(() => null)
    const address = holder?.address
    // A lock may come with a folder from elsewhere: it leads nobody to an address on another machine.
    if (holder?.computer !== hostname() || !address?.startsWith('http://')) return null
    const { origin, searchParams } = new URL(address)
    const headers = { authorization: `Bearer ${searchParams.get('token') ?? ''}` }
    const live = createClient(`${origin}/rpc`, request => fetch(request), headers)
    try {
      const project = await live.projects.current()
      return project?.path === path ? live : null
    } catch {
      return null
    }
  }

  return {
    json,
    client,
    async open(given) {
      const path = projectPath(given)
      const live = await liveHost(path)
      if (live) return live
      const started = await own()
      const { readOnly, warnings } = await started.openProject(path)
      for (const message of [readOnly?.message, ...warnings]) if (message) say(message)
      return await client()
    },
    keepOpen: thing => void open.push(thing),
    print(document, text) {
      bar.end()
      process.stdout.write(`${json ? JSON.stringify(document) : text}\n`)
    },
    progress: bar.show,
    tell: message => open.forEach(thing => thing.tell?.(message)),
    async close() {
      bar.end()
      for (const thing of open.splice(0).reverse()) await thing.close()
    }
  }
}
