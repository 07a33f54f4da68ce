import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createGate } from '../images/gate'
import { createImageRenderer } from '../images/iiif-render'
import { createSamplePacks } from '../images/sample-pack'
import { createThumbnails } from '../images/thumbnails'
import { createTilePacks } from '../images/tile-pack'
import { createPixelSources } from '../services/images/pixel-sources'
import type { ProjectSession } from '../services/session'
import type { Workspace } from '../services/workspace'
import { createIiifImageHandler } from './iiif-image'
import { createMediaHandler } from './media'

export interface ProjectMediaRoutes {
  media(request: Request): Promise<Response>
  iiifImage(request: Request): Promise<Response>
  /** Before a project closes or its cache is deleted. */
  close(session: ProjectSession): Promise<void>
}

export interface ProjectMediaOptions {
  readonly workspace: Workspace
  readonly report: (bug: unknown) => void
}

/** Pictures that are computed side by side: each may hold a decoded image, and the window needs a core, too. */
const sideBySide = Math.max(1, Math.min(4, availableParallelism() - 1))

/** Routes pictures to the open project's handlers. */
export function createProjectMediaRoutes({ workspace, report }: ProjectMediaOptions): ProjectMediaRoutes {
  const opened = new Map<ProjectSession, Promise<ProjectMedia>>()

  async function route(request: Request, part: 'media' | 'iiifImage'): Promise<Response> {
    const session = workspace.current()
    if (!session) return new Response('No project is open.', { status: 404 })
    let handlers = opened.get(session)
    if (!handlers) opened.set(session, (handlers = openProjectMedia(session, report)))
    return await (await handlers)[part](request)
  }

  return {
    media: request => route(request, 'media'),
    iiifImage: request => route(request, 'iiifImage'),
    async close(session) {
      const handlers = opened.get(session)
      opened.delete(session)
      await (await handlers)?.close()
    }
  }
}

interface ProjectMedia {
  media(request: Request): Promise<Response>
  iiifImage(request: Request): Promise<Response>
  close(): Promise<void>
}

/** What is derived lies in the project's cache. */
async function openProjectMedia(session: ProjectSession, report: (bug: unknown) => void): Promise<ProjectMedia> {
  const cache = join(session.path, 'cache')
  const sources = createPixelSources(session)
  const gate = createGate(sideBySide)
  const samplePacks = createSamplePacks({ folder: join(cache, 'samples') })
  const packs = createTilePacks({ folder: join(cache, 'tiles'), gate: createGate(1) })
  const thumbnails = await createThumbnails({ folder: join(cache, 'thumbnails'), samplePacks, gate })
  return {
    media: createMediaHandler({
      resolveThumbs: sources.thumbs,
      resolvePack: sources.pack,
      thumbnails,
      samplePacks,
      report
    }),
    iiifImage: createIiifImageHandler({
      resolveImage: sources.image,
      renderer: createImageRenderer({ packs, gate }),
      cors: true,
      report
    }),
    close: async () => {
      await thumbnails.close()
      await samplePacks.close()
      await packs.close()
    }
  }
}
