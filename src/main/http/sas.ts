import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { VitrineError } from '@shared/contract/errors'
import { MAX_JSON_LENGTH, parseJson } from '@shared/domain/json/parse-json'
import type { JsonRecord } from '@shared/domain/json/json-value'
import type { PresentationService } from '../services/publish/presentation-service'
import type { SasManifests } from '../services/sas/sas-manifests'
import type { SasStore } from '../services/sas/sas-store'
import { failureResponse } from './failure-response'
import { corsHeaders } from './presentation'

export interface SasOptions {
  readonly store: SasStore
  readonly manifests: SasManifests
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
 * `annotation/create`, `update`, `destroy`, `populate`, `manifests` (to read and to post), `manifests/SHORT_ID.json`. A
 * server that others may only read answers what would write with 403.
 */
export function createSasHandler({ store, manifests, presentation, report }: SasOptions) {
  const app = new Hono<{ Bindings: SasShare }>()
  const json = (body: unknown, status: 200 | 201 = 200): Response =>
    new Response(JSON.stringify(body), { status, headers: { ...corsHeaders, 'content-type': type } })

  const mayWrite = ({ env }: Context<{ Bindings: SasShare }>): void => {
    if (env.allowsWriting) return
    throw new VitrineError('NO_PERMISSION', 'This project is shared for reading only. Ask its owner to allow writing.')
  }

  // Also of a body that doesn't say how long it is.
  app.use(
    bodyLimit({
      maxSize: MAX_JSON_LENGTH,
      onError: () => {
        throw new VitrineError('TOO_LARGE', 'The body is too large for an annotation list.')
      }
    })
  )
  app.get('/annotation/search', ({ req, env }) => json(store.search(req.query('uri') ?? '', env.base)))
  app.get('/annotation/list/:name', ({ req, env }) => {
    const resources = store.list(withoutEnding(req.param('name')), env.base)
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
  app.get('/manifests/:name', ({ req, env }) =>
    json(presentation.manifest(withoutEnding(req.param('name')), 2, env.base))
  )
  app.post('/manifests', async context => {
    mayWrite(context)
    const uri = await uriOf(context.req.raw)
    const loaded = uri === null ? await manifests.add(await bodyOf(context.req.raw)) : await manifests.addFrom(uri)
    return json({ loaded: { uri: loaded.uri, short_id: loaded.shortId }, skipped: loaded.skipped })
  })
  app.options('*', () => new Response(null, { status: 204, headers: corsHeaders }))
  app.notFound(() => failureResponse(new VitrineError('NOT_FOUND', 'There is no such endpoint.'), corsHeaders, report))
  app.onError(error => failureResponse(error, corsHeaders, report))

  return async (request: Request, share: SasShare): Promise<Response> => {
    const url = new URL(request.url)
    url.pathname = url.pathname.slice(new URL(`${share.base}/sas`).pathname.length) || '/'
    return await app.fetch(new Request(url, request), share)
  }
}

const withoutEnding = (name: string): string => name.replace(/\.json$/, '')

/** SAS takes a manifest's address from the query or from a form, and the manifest itself from any other body. */
async function uriOf(request: Request): Promise<string | null> {
  const asked = new URL(request.url).searchParams.get('uri')
  const isForm = /^application\/x-www-form-urlencoded/i.test(request.headers.get('content-type') ?? '')
  if (asked !== null || !isForm) return asked
  const named = new URLSearchParams(await request.text()).get('uri')
  if (named === null) throw new VitrineError('INVALID_INPUT', 'The form names no uri. Post the manifest, or its uri.')
  return named
}

async function bodyOf(request: Request): Promise<unknown> {
  const result = parseJson(await request.text())
  if (!result.ok) throw new VitrineError('INVALID_INPUT', result.message)
  return result.value
}

const withContext = (annotation: JsonRecord): JsonRecord => ({
  '@context': 'http://iiif.io/api/presentation/2/context.json',
  ...annotation
})
