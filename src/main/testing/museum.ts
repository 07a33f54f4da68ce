import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { sharp } from '../images/safe-sharp'

/** A little museum's IIIF server with what real ones do, for tests: tiles only, lists that are gone, OCR, ranges. */
export interface Museum {
  readonly origin: string
  /** `127.0.0.1:PORT` */
  readonly host: string
  /** Paths in the order in which they were asked for. */
  readonly asked: string[]
  /** Answers of some paths are held back until `release`. */
  hold(pattern: RegExp): { release(): void }
  close(): Promise<void>
}

/** Size of the coat's image; its canvas is twice as large. Left half red, right half blue. */
export const coatSize = { width: 1000, height: 800 }

export async function startMuseum(): Promise<Museum> {
  const asked: string[] = []
  const held: { readonly pattern: RegExp; readonly gate: Promise<void> }[] = []
  const coat = await halves(coatSize.width, coatSize.height)
  const plain = await sharp(await halves(300, 200))
    .jpeg()
    .toBuffer()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/'
    asked.push(path)
    await Promise.all(held.filter(({ pattern }) => pattern.test(path)).map(({ gate }) => gate))
    const found = documents(origin())[path]
    const picture = /^\/static\/(dress|page)\.jpg$/.test(path) ? plain : await tile(coat, path)
    if (found) response.setHeader('content-type', 'application/json').end(JSON.stringify(found))
    else if (picture) response.setHeader('content-type', 'image/jpeg').end(picture)
    else response.writeHead(404).end()
  }
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const origin = () => `http://${host}`
  return {
    origin: origin(),
    host,
    asked,
    hold(pattern) {
      let release = (): void => undefined
      held.push({ pattern, gate: new Promise<void>(resolve => (release = resolve)) })
      return { release: () => release() }
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

async function halves(width: number, height: number): Promise<Buffer> {
  const half = { width: width / 2, height, channels: 3, background: { r: 20, g: 30, b: 220 } } as const
  const blue = await sharp({ create: half }).png().toBuffer()
  return await sharp({ create: { width, height, channels: 3, background: { r: 220, g: 30, b: 20 } } })
    .composite([{ input: blue, left: width / 2, top: 0 }])
    .png()
    .toBuffer()
}

/** Of the coat, tiles of 256 pixels at scale factors 1, 2 and 4: a level 0 service as tiling programs write them. */
async function tile(coat: Buffer, path: string): Promise<Buffer | null> {
  // The coarsest tile is the whole image.
  const whole = path.replace('/full/250,200/', '/0,0,1000,800/250,200/')
  const match = /^\/iiif\/coat\/(\d+),(\d+),(\d+),(\d+)\/(\d+),(\d+)\/0\/default\.jpg$/.exec(whole)
  if (!match) return null
  const [left = 0, top = 0, width = 0, height = 0, w = 0, h = 0] = match.slice(1).map(Number)
  const isTile = left % 256 === 0 && top % 256 === 0 && w <= 256 && h <= 256
  if (!isTile) return null
  return await sharp(coat).extract({ left, top, width, height }).resize(w, h, { fit: 'fill' }).jpeg().toBuffer()
}

const text = (value: string) => ({ en: [value] })

function documents(origin: string): Readonly<Record<string, unknown>> {
  const context = 'http://iiif.io/api/presentation/3/context.json'
  const canvas = (name: string, width: number, height: number, body: unknown, more: object = {}) => ({
    ...{ id: `${origin}/canvas/${name}`, type: 'Canvas', label: text(name), width, height },
    items: [
      {
        ...{ id: `${origin}/page/${name}`, type: 'AnnotationPage' },
        items: [
          {
            ...{ id: `${origin}/painting/${name}`, type: 'Annotation', motivation: 'painting' },
            ...{ target: `${origin}/canvas/${name}`, body }
          }
        ]
      }
    ],
    ...more
  })
  const picture = (name: string) => ({
    ...{ id: `${origin}/static/${name}.jpg`, type: 'Image', format: 'image/jpeg', width: 300, height: 200 }
  })
  const coatService = { id: `${origin}/iiif/coat`, type: 'ImageService3', profile: 'level0' }
  const tag = (id: string, value: string, target: string) => ({
    ...{ id: `${origin}/annotation/${id}`, type: 'Annotation', motivation: 'tagging', target },
    body: { type: 'TextualBody', purpose: 'tagging', value }
  })
  const word = (index: number) => ({
    ...{ id: `${origin}/word/${index}`, type: 'Annotation', motivation: 'supplementing' },
    body: { type: 'TextualBody', value: ['Paris', 'Robes', 'Manteaux'][index % 3], format: 'text/plain' },
    target: `${origin}/canvas/page#xywh=${10 * index},10,9,12`
  })
  const manifest = {
    ...{ '@context': context, id: `${origin}/manifest.json`, type: 'Manifest', label: text('Wardrobe') },
    rights: 'http://creativecommons.org/licenses/by/4.0/',
    requiredStatement: { label: text('Attribution'), value: text('The little museum') },
    items: [
      canvas(
        'coat',
        2000,
        1600,
        {
          ...{ id: `${origin}/iiif/coat/full/max/0/default.jpg`, type: 'Image', ...coatSize },
          service: [coatService]
        },
        {
          annotations: [
            {
              ...{ id: `${origin}/list/coat`, type: 'AnnotationPage' },
              items: [
                tag('coat', 'Coat', `${origin.toUpperCase().replace('HTTP', 'http')}/canvas/coat#xywh=200,400,800,600`)
              ]
            }
          ]
        }
      ),
      canvas('dress', 600, 400, picture('dress'), {
        annotations: [
          {
            ...{ id: `${origin}/list/dress`, type: 'AnnotationPage' },
            items: [
              tag('dress', 'Dress', `${origin}/canvas/dress#xywh=60,40,300,200`),
              tag('nowhere', 'Hat', `${origin}/canvas/nowhere#xywh=1,1,9,9`),
              {
                ...{ id: `${origin}/annotation/comment`, type: 'Annotation', motivation: 'commenting' },
                ...{
                  body: { type: 'TextualBody', value: 'Look here' },
                  target: `${origin}/canvas/dress#xywh=0,0,60,40`
                }
              }
            ]
          }
        ]
      }),
      canvas('page', 300, 200, picture('page'), {
        annotations: [{ id: `${origin}/list/page.json`, type: 'AnnotationPage' }]
      }),
      canvas(
        'lost',
        300,
        200,
        { ...picture('lost') },
        { annotations: [{ id: `${origin}/list/gone.json`, type: 'AnnotationPage' }] }
      )
    ],
    structures: [
      {
        ...{ id: `${origin}/range/clothes`, type: 'Range', label: text('Clothes') },
        items: ['coat', 'dress'].map(name => ({ id: `${origin}/canvas/${name}`, type: 'Canvas' }))
      }
    ]
  }
  const second = {
    ...{ '@context': context, id: `${origin}/second.json`, type: 'Manifest', label: text('Second') },
    items: [canvas('extra', 300, 200, picture('dress'))]
  }
  const choice = { type: 'Choice', items: ['dress', 'page'].map(name => ({ ...picture(name), label: text(name) })) }
  const painted = (name: string, body: unknown, place: string) => ({
    ...{ id: `${origin}/painting/composed/${name}`, type: 'Annotation', motivation: 'painting', body },
    target: `${origin}/canvas/composed#xywh=${place}`
  })
  const composed = {
    ...{ '@context': context, id: `${origin}/composed.json`, type: 'Manifest', label: text('Composed') },
    items: [
      {
        ...{ id: `${origin}/canvas/composed`, type: 'Canvas', label: text('composed'), width: 1200, height: 400 },
        items: [
          {
            ...{ id: `${origin}/page/composed`, type: 'AnnotationPage' },
            items: [
              painted('left', picture('dress'), '0,0,600,400'),
              painted('right', picture('page'), '600,0,600,400')
            ]
          }
        ],
        annotations: [
          {
            ...{ id: `${origin}/list/composed`, type: 'AnnotationPage' },
            items: [tag('composed', 'Coat', `${origin}/canvas/composed#xywh=600,0,600,400`)]
          }
        ]
      },
      canvas('choice', 300, 200, choice)
    ]
  }
  return {
    '/composed.json': composed,
    '/manifest.json': manifest,
    '/second.json': second,
    '/collection.json': {
      ...{ '@context': context, id: `${origin}/collection.json`, type: 'Collection', label: text('All') },
      items: [manifest, second].map(({ id, type, label }) => ({ id, type, label }))
    },
    '/list/page.json': {
      ...{ '@context': context, id: `${origin}/list/page.json`, type: 'AnnotationPage' },
      items: Array.from({ length: 9 }, (_, index) => word(index))
    },
    '/iiif/coat/info.json': {
      ...{ '@context': 'http://iiif.io/api/image/3/context.json', protocol: 'http://iiif.io/api/image' },
      ...{ ...coatService, ...coatSize },
      tiles: [{ width: 256, height: 256, scaleFactors: [1, 2, 4] }]
    }
  }
}
