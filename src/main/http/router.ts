import { Hono } from 'hono'
import { withSecurityHeaders } from './security-headers'

type Handler = (request: Request) => Promise<Response>

export interface Routes {
  readonly rpc: Handler
  readonly iiif: Handler
  readonly media: Handler
  readonly previewPictures: Handler
  readonly upload: Handler
  readonly download: Handler
  /** Absent where no renderer was built (command line). */
  readonly renderer?: Handler
}

/** One `(Request) => Response` for every host: what is asked of which part of the backend. */
export function createRouter(routes: Routes): Handler {
  const app = new Hono()
  const { renderer } = routes
  app.all('/rpc/*', context => routes.rpc(context.req.raw))
  app.all('/iiif/*', context => routes.iiif(context.req.raw))
  app.get('/media/preview/*', context => routes.previewPictures(context.req.raw))
  app.get('/media/*', context => routes.media(context.req.raw))
  app.post('/upload/*', context => routes.upload(context.req.raw))
  app.get('/download/*', context => routes.download(context.req.raw))
  if (renderer) app.get('*', context => renderer(context.req.raw))
  app.notFound(() => new Response('Not found', { status: 404 }))
  return async request => withSecurityHeaders(await app.fetch(request))
}
