import { Hono, type Context } from 'hono'
import { VitrineError } from '@shared/contract/errors'
import { MAX_JSON_LENGTH, parseJson } from '@shared/domain/json/parse-json'
import type { JsonRecord } from '@shared/domain/json/json-value'
import type { PresentationService } from '../services/publish/presentation-service'
import type { SasStore } from '../services/sas/sas-store'
import { failureResponse } from './failure-response'
import { corsHeaders } from './presentation'

export interface SasOptions {
  readonly store: SasStore
  readonly presentation: PresentationService
  readonly report: (bug: unknown) => void
}

/** What a request is answered with besides itself. */
export interface SasShare {
  readonly base: string
  readonly allowsWriting: boolean
}

const type = 'application/ld+json; charset=UTF-8'

/**
 * The endpoints of Simple Annotation Server below `base/sas`: `annotation/search`, `annotation/list/MD5.json`,
 * `annotation/create`, `update`, `destroy`, `populate`, `manifests`. A server that others may only read answers what
 * would write with 403.
 */
export function createSasHandler({ store, presentation, report }: SasOptions) {
  const app = new Hono<{ Bindings: SasShare }>()
  const json = (body: unknown, status: 200 | 201 = 200): Response =>
    new Response(JSON.stringify(body), { status, headers: { ...corsHeaders, 'content-type': type } })

  const mayWrite = ({ env }: Context<{ Bindings: SasShare }>): void => {
    if (env.allowsWriting) return
    throw new VitrineError('NO_PERMISSION', 'This project is shared for reading only. Ask its owner to allow writing.')
  }

  app.get('/annotation/search', ({ req, env }) => json(store.search(req.query('uri') ?? '', env.base)))
  app.get('/annotation/list/:name', ({ req, env }) => {
    const resources = store.list(req.param('name').replace(/\.json$/, ''), env.base)
    return json({
      '@context': 'http://iiif.io/api/presentation/2/context.json',
      '@id': `${env.base}/sas/annotation/list/${req.param('name')}`,
      '@type': 'sc:AnnotationList',
      resources
    })
  })
  app.post('/annotation/create', async context => {
    mayWrite(context)
    return json(withContext(store.create(await bodyOf(context.req.raw), context.env.base)), 201)
  })
  app.post('/annotation/update', async context => {
    mayWrite(context)
    return json(withContext(store.update(await bodyOf(context.req.raw), context.env.base)), 201)
  })
  app.post('/annotation/populate', async context => {
    mayWrite(context)
    return json(store.populate(await bodyOf(context.req.raw), context.env.base), 201)
  })
  app.delete('/annotation/destroy', context => {
    mayWrite(context)
    store.destroy(context.req.query('uri') ?? '')
    return new Response(null, { status: 204, headers: corsHeaders })
  })
  app.get('/manifests', ({ env }) => json(presentation.collection(2, env.base)))
  app.options('*', () => new Response(null, { status: 204, headers: corsHeaders }))
  app.notFound(() => failureResponse(new VitrineError('NOT_FOUND', 'There is no such endpoint.'), corsHeaders, report))
  app.onError(error => failureResponse(error, corsHeaders, report))

  return async (request: Request, share: SasShare): Promise<Response> => {
    const url = new URL(request.url)
    url.pathname = url.pathname.slice(new URL(`${share.base}/sas`).pathname.length) || '/'
    return await app.fetch(new Request(url, request), share)
  }
}

async function bodyOf(request: Request): Promise<unknown> {
  const length = Number(request.headers.get('content-length') ?? 0)
  if (length > MAX_JSON_LENGTH) throw new VitrineError('TOO_LARGE', 'The body is too large for an annotation list.')
  const result = parseJson(await request.text())
  if (!result.ok) throw new VitrineError('INVALID_INPUT', result.message)
  return result.value
}

const withContext = (annotation: JsonRecord): JsonRecord => ({
  '@context': 'http://iiif.io/api/presentation/2/context.json',
  ...annotation
})
