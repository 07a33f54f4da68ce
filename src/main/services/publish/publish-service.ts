import { randomBytes } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { publishContract, Share, StartShare } from '@shared/contract/publish'
import type { Listen } from '../../ports'
import type { EventBus } from '../event-bus'
import type { HistoryService } from '../history/history-service'
import type { Workspace } from '../workspace'
import { manifestAddress, type PresentationService } from './presentation-service'

export interface PublishService extends Handlers<typeof publishContract> {
  /** Ends the share, if any; before the project closes. */
  close(): Promise<void>
  /** Address of the running share, or null. */
  address(): string | null
}

/** What a share answers with: requests below its secret path, told apart by whether they may write. */
export type ShareHandler = (
  request: Request,
  share: { readonly base: string; readonly allowsWriting: boolean }
) => Promise<Response>

export interface PublishDeps {
  readonly workspace: Workspace
  readonly presentation: PresentationService
  readonly history: Pick<HistoryService, 'revision'>
  readonly bus: EventBus
  readonly listen: Listen | undefined
  readonly handler: ShareHandler
  readonly now: () => Date
}

interface Running {
  readonly share: Omit<Share, 'requests'>
  requests: number
  close(): Promise<void>
}

export function createPublishService(deps: PublishDeps): PublishService {
  const { workspace, presentation, history, bus, listen, handler, now } = deps
  let running: Running | null = null
  let starting = false

  async function start({ hostname, port, allowsWriting }: StartShare): Promise<Share> {
    const session = allowsWriting ? workspace.writable() : workspace.session()
    if (!listen)
      throw new VitrineError('UNSUPPORTED', 'This way of running Vitrine can’t share. Use vitrine serve --share.')
    if (running || starting) throw new VitrineError('CONFLICT', 'The project is shared already. Stop that share first.')
    starting = true
    try {
      // 144 bits: nobody finds the path by trying.
      const secret = randomBytes(18).toString('base64url')
      const answer = async (request: Request): Promise<Response> => {
        if (!running || pathOf(request) !== secret) return new Response('Not found\n', { status: 404 })
        running.requests++
        return await handler(request, { base: baseOf(request, secret), allowsWriting })
      }
      const listener = await listen({ hostname, port, fetch: answer })
      if (workspace.current() !== session) {
        // Never the project that was opened meanwhile: nobody has asked to share that.
        await listener.close()
        throw new VitrineError('CONFLICT', 'The project was closed before it was shared.')
      }
      const url = `http://${nameOf(hostname)}:${listener.port}/${secret}`
      const share = { url, hostname, port: listener.port, allowsWriting, since: now().toISOString() }
      running = { share, requests: 0, close: listener.close }
      tell()
      return { ...share, requests: 0 }
    } finally {
      starting = false
    }
  }

  async function stop(): Promise<void> {
    const ending = running
    running = null
    if (!ending) return
    await ending.close()
    tell()
  }

  function tell(): void {
    const session = workspace.current()
    if (session) bus.publish({ type: 'changed', revision: history.revision(session), topics: ['share'] })
  }

  return {
    start,
    close: stop,
    address: () => running?.share.url ?? null,
    share: () => running && { ...running.share, requests: running.requests },
    async stop() {
      await stop()
      return null
    },
    manifests() {
      if (!running) return []
      const { url } = running.share
      return presentation.list().map(({ id, label, canvases }) => {
        const v3 = manifestAddress(id, 3, url)
        return { id, label, canvases, v3, v2: manifestAddress(id, 2, url), contentState: contentState(v3) }
      })
    },
    addresses: () => [
      { address: '127.0.0.1', name: 'this machine' },
      ...Object.entries(networkInterfaces()).flatMap(([name, found]) =>
        (found ?? [])
          .filter(({ internal, family }) => !internal && family === 'IPv4')
          .map(({ address }) => ({ address, name }))
      )
    ]
  }
}

const pathOf = (request: Request): string => new URL(request.url).pathname.split('/')[1] ?? ''

/** Ids count from the address that was asked: behind a tunnel or another name of the machine they stay right. */
function baseOf(request: Request, secret: string): string {
  const { protocol, host } = new URL(request.url)
  return `${protocol}//${host}/${secret}`
}

/** `0.0.0.0` listens everywhere but is nobody's address. */
const nameOf = (hostname: string): string =>
  hostname === '0.0.0.0' || hostname === '::' ? '127.0.0.1' : hostname.includes(':') ? `[${hostname}]` : hostname

/** A manifest as a Content State (IIIF Content State API 1.0, 6): base64url of its URI-encoded JSON. */
function contentState(manifest: string): string {
  const state = JSON.stringify({ id: manifest, type: 'Manifest' })
  return Buffer.from(encodeURIComponent(state)).toString('base64url')
}
