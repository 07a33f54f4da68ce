import { createOSDAnnotator, type ImageAnnotation } from '@annotorious/openseadragon'
import OpenSeadragon from 'openseadragon'
import { createAnnotationLayer } from '../../src/renderer/src/features/annotate/viewer/annotation-layer'
import { createViewer, transformOf } from '../../src/renderer/src/features/annotate/viewer/create-viewer'
import { imageSize, makeBoxes, type BenchBox, type BenchPage } from './boxes'

/** Frames of one recording, and milliseconds after which a slow one ends early. */
const frames = 60
const longest = 4000

const nextFrame = (): Promise<number> => new Promise(resolve => requestAnimationFrame(resolve))

/** A plain grey ground: what is measured are the boxes. */
async function tileAddress(): Promise<string> {
  const canvas = new OffscreenCanvas(16, 16)
  const context = canvas.getContext('2d')
  if (context) {
    context.fillStyle = '#777'
    context.fillRect(0, 0, 16, 16)
  }
  return URL.createObjectURL(await canvas.convertToBlob())
}

async function openViewer(): Promise<OpenSeadragon.Viewer> {
  const element = document.createElement('div')
  element.style.cssText = 'position:fixed;inset:0'
  const style = new CSSStyleSheet()
  style.replaceSync('.annotation-layer{position:absolute;top:0;left:0;transform-origin:0 0;pointer-events:none}')
  document.adoptedStyleSheets = [style]
  document.body.replaceChildren(element)
  const viewer = createViewer(element, true)
  const address = await tileAddress()
  const opened = new Promise<void>(resolve => viewer.addOnceHandler('open', () => resolve()))
  const tileSource: OpenSeadragon.TileSourceOptions & { getTileUrl: () => string } = {
    ...imageSize,
    tileSize: 8192,
    getTileUrl: () => address
  }
  viewer.addTiledImage({ tileSource, success: () => viewer.raiseEvent('open', {}) })
  await opened
  return viewer
}

function showOurs(viewer: OpenSeadragon.Viewer, boxes: readonly BenchBox[]): () => void {
  // The layer asks an image only for its size.
  const image = imageSize as Parameters<typeof transformOf>[1]
  const layer = createAnnotationLayer(
    viewer,
    () => transformOf(viewer, image),
    () => undefined
  )
  layer.setShapes(
    boxes.map(({ x, y, w, h, color }, index) => ({
      id: String(index),
      region: { kind: 'rect', x, y, w, h },
      bounds: { x, y, w, h },
      look: 'set',
      color,
      ink: '#000',
      mark: '1',
      title: 'Coat',
      status: 'labelled'
    }))
  )
  return layer.destroy
}

function showAnnotorious(viewer: OpenSeadragon.Viewer, boxes: readonly BenchBox[]): () => void {
  const colors = new Map(boxes.map(({ color }, index) => [String(index), color]))
  const annotator = createOSDAnnotator(viewer, {
    drawingEnabled: false,
    style: ({ id }: { id: string }) => ({ stroke: colors.get(id) ?? '#000', strokeWidth: 2, fillOpacity: 0 })
  } as Parameters<typeof createOSDAnnotator>[1]) // its style type asks for literals that a computed colour can't be
  const annotations = boxes.map(({ x, y, w, h }, index) => ({
    id: String(index),
    bodies: [],
    target: {
      annotation: String(index),
      selector: {
        type: 'RECTANGLE',
        geometry: { x, y, w, h, bounds: { minX: x, minY: y, maxX: x + w, maxY: y + h } }
      }
    }
  }))
  // Its enum of selector types is no literal type; the values are the same.
  annotator.setAnnotations(annotations as unknown as ImageAnnotation[])
  return () => annotator.destroy()
}

/** Frame times while `step` changes the view before each frame. */
async function record(step: (frame: number) => void): Promise<number[]> {
  const times: number[] = []
  const started = await nextFrame()
  let last = started
  for (let frame = 0; frame < frames && last - started < longest; frame++) {
    step(frame)
    const now = await nextFrame()
    times.push(now - last)
    last = now
  }
  return times
}

const bench: BenchPage = {
  glRenderer() {
    const gl = document.createElement('canvas').getContext('webgl')
    return gl ? String(gl.getParameter(gl.RENDERER)) : 'none'
  },
  async measure(contender, count) {
    const viewer = await openViewer()
    const boxes = makeBoxes(count)
    const started = performance.now()
    const remove =
      contender === 'vitrine'
        ? showOurs(viewer, boxes)
        : contender === 'annotorious'
          ? showAnnotorious(viewer, boxes)
          : () => undefined
    await nextFrame()
    await nextFrame()
    const first = performance.now() - started
    const pan = await record(frame => {
      const direction = Math.floor(frame / 15) % 2 === 0 ? 1 : -1
      viewer.viewport.panBy(new OpenSeadragon.Point(0.004 * direction, 0.002 * direction), true)
    })
    const zoom = await record(frame => {
      viewer.viewport.zoomBy(Math.floor(frame / 15) % 2 === 0 ? 1.05 : 1 / 1.05, undefined, true)
    })
    remove()
    viewer.destroy()
    return { first, pan, zoom }
  }
}

Object.assign(window, { bench })
