import { keptOnce } from '@shared/domain/caching/kept-once'
import type { Pictures } from '../services/images/pictures'
import { createPixelSources } from '../services/images/pixel-sources'
import type { ProjectSession } from '../services/session'
import type { Workspace } from '../services/workspace'
import { createIiifImageHandler } from './iiif-image'
import { createMediaHandler } from './media'

export interface ProjectMediaRoutes {
  media(request: Request): Promise<Response>
  iiifImage(request: Request): Promise<Response>
  /** Before the pictures of a project close. */
  close(session: ProjectSession): void
}

export interface ProjectMediaOptions {
  readonly workspace: Workspace
  readonly pictures: Pictures
  readonly report: (bug: unknown) => void
}

/** Routes pictures to the open project's handlers. */
export function createProjectMediaRoutes({ workspace, pictures, report }: ProjectMediaOptions): ProjectMediaRoutes {
  const opened = new Map<ProjectSession, Promise<ProjectMedia>>()

  async function route(request: Request, part: 'media' | 'iiifImage'): Promise<Response> {
    const session = workspace.current()
    if (!session) return new Response('No project is open.', { status: 404 })
    const handlers = await keptOnce(opened, session, () => openProjectMedia(session, pictures, report))
    return await handlers[part](request)
  }

  return {
    media: request => route(request, 'media'),
    iiifImage: request => route(request, 'iiifImage'),
    close: session => void opened.delete(session)
  }
}

interface ProjectMedia {
  media(request: Request): Promise<Response>
  iiifImage(request: Request): Promise<Response>
}

async function openProjectMedia(
  session: ProjectSession,
  pictures: Pictures,
  report: (bug: unknown) => void
): Promise<ProjectMedia> {
  const sources = createPixelSources(session)
  const { thumbnails, samplePacks, renderer } = await pictures.of(session)
  return {
    media: createMediaHandler({
      resolveThumbs: sources.thumbs,
      resolvePack: sources.pack,
      thumbnails,
      samplePacks,
      report
    }),
    iiifImage: createIiifImageHandler({ resolveImage: sources.image, renderer, cors: true, report })
  }
}
