import type OpenSeadragon from 'openseadragon'
import type { Region } from '@shared/contract/annotations'
import { boundsOfRegion } from '@shared/domain/annotation/region'
import { handleAt, type Handle } from '@shared/domain/drawing/handles'
import { hitRegion } from '@shared/domain/drawing/hit-test'
import { moveRegion } from '@shared/domain/drawing/move'
import { rectFromCorners, resizeRect } from '@shared/domain/drawing/resize'
import { snapMove, snapPoint } from '@shared/domain/drawing/snap'
import { distance, type Point } from '@shared/domain/geometry/point'
import type { Rect, Size } from '@shared/domain/geometry/rect'
import { rectToScreen, toImage, type ViewTransform } from './view-transform'

/** Screen pixels: half the hit area of a handle; tolerance around an outline, wider for a finger; snapping; a drag. */
const handleReach = 12
const tolerances: Readonly<Record<string, number>> = { touch: 12, pen: 6 }
const defaultTolerance = 4
const snapReach = 4
const dragStart = 3

type Gesture =
  | { readonly kind: 'draw'; readonly from: Point }
  | { readonly kind: 'move'; readonly region: Region; readonly bounds: Rect; readonly from: Point }
  | { readonly kind: 'resize'; readonly rect: Rect; readonly handle: Handle }

export interface PointerToolDeps {
  readonly view: () => ViewTransform | null
  readonly image: () => Size | null
  readonly tool: () => 'select' | 'rectangle' | 'pan'
  readonly canEdit: () => boolean
  readonly selected: () => { readonly id: string; readonly region: Region } | null
  readonly keptRatio: (rect: Rect) => number | null
  readonly pick: (screen: Point, tolerance: number) => { readonly id: string } | null
  readonly onPress: () => void
  readonly onSelect: (id: string | null) => void
  /** A region being moved or resized, or one being drawn; null when nothing is under way any more. */
  readonly onPreview: (preview: { readonly kind: 'edit' | 'new'; readonly region: Region } | null) => void
  readonly onEdited: (region: Region) => void
  readonly onDrawn: (region: Region) => void
}

export type Cursor = 'default' | 'move' | 'crosshair' | 'grab' | Handle

/** What pointers (mouse, pen, finger) do on the stage; pinching and dragging the ground are left to OpenSeadragon. */
export function createPointerTool(viewer: OpenSeadragon.Viewer, deps: PointerToolDeps) {
  let pressedAt: Point | null = null
  let gesture: Gesture | null = null
  let result: Region | null = null

  function handleUnder(screen: Point, view: ViewTransform): Handle | null {
    const region = deps.selected()?.region
    return region?.kind === 'rect' ? handleAt(rectToScreen(view, region), screen, handleReach) : null
  }

  function gestureAt(screen: Point, tolerance: number): Gesture | null {
    const view = deps.view()
    const image = deps.image()
    if (!view || !image || deps.tool() === 'pan') return null
    const point = toImage(view, screen)
    if (deps.tool() === 'rectangle') {
      return deps.canEdit() ? { kind: 'draw', from: snapPoint(point, image, snapReach / view.scale) } : null
    }
    const selected = deps.selected()
    const handle = deps.canEdit() ? handleUnder(screen, view) : null
    if (handle && selected?.region.kind === 'rect') return { kind: 'resize', rect: selected.region, handle }
    if (!selected || hitRegion(selected.region, point, tolerance / view.scale) === null) {
      const shape = deps.pick(screen, tolerance)
      if (!shape) return null
      deps.onSelect(shape.id)
    }
    const region = deps.selected()?.region
    const bounds = region ? boundsOfRegion(region, null) : null
    return region && bounds && deps.canEdit() ? { kind: 'move', region, bounds, from: point } : null
  }

  function regionAt(screen: Point, free: boolean): Region | null {
    const view = deps.view()
    const image = deps.image()
    if (!view || !image || !gesture) return null
    const point = toImage(view, screen)
    const reach = free ? 0 : snapReach / view.scale
    switch (gesture.kind) {
      case 'draw':
        return { kind: 'rect', ...rectFromCorners(gesture.from, snapPoint(point, image, reach), image) }
      case 'resize': {
        const { rect, handle } = gesture
        const to = snapPoint(point, image, reach)
        return { kind: 'rect', ...resizeRect(rect, handle, to, image, deps.keptRatio(rect)) }
      }
      case 'move': {
        const by = snapMove(gesture.bounds, point.x - gesture.from.x, point.y - gesture.from.y, image, reach)
        return moveRegion(gesture.region, by.x, by.y)
      }
    }
  }

  function cancel(): void {
    gesture = null
    result = null
    deps.onPreview(null)
  }

  function press({ position, pointerType }: OpenSeadragon.CanvasPressEvent): void {
    deps.onPress()
    pressedAt = position
    gesture = gestureAt(position, tolerances[pointerType] ?? defaultTolerance)
  }

  function drag(event: OpenSeadragon.CanvasDragEvent): void {
    if (!gesture || !pressedAt) return
    event.preventDefaultAction = true
    if (!result && distance(pressedAt, event.position) < dragStart) return
    // OpenSeadragon types the event it passes on as the base class; a drag always comes from a pointer.
    result = regionAt(event.position, (event.originalEvent as PointerEvent).altKey)
    if (result) deps.onPreview({ kind: gesture.kind === 'draw' ? 'new' : 'edit', region: result })
  }

  function release({ position, pointerType }: OpenSeadragon.CanvasReleaseEvent): void {
    const [done, region, at] = [gesture, result, pressedAt]
    pressedAt = null
    cancel()
    if (region && done) {
      if (done.kind === 'draw') deps.onDrawn(region)
      else deps.onEdited(region)
      return
    }
    // A press that stayed where it was means what lies on top there, or the empty ground.
    const isClick = at !== null && distance(at, position) < dragStart
    if (!isClick || deps.tool() !== 'select' || done?.kind === 'resize') return
    const picked = deps.pick(position, tolerances[pointerType] ?? defaultTolerance)
    if (picked?.id !== deps.selected()?.id) deps.onSelect(picked?.id ?? null)
  }

  function stopFlick(event: { preventDefaultAction?: boolean }): void {
    if (gesture) event.preventDefaultAction = true
  }

  viewer.addHandler('canvas-press', press)
  viewer.addHandler('canvas-drag', drag)
  viewer.addHandler('canvas-drag-end', stopFlick)
  viewer.addHandler('canvas-release', release)
  // A second finger means zooming: what the first one began is given up.
  viewer.addHandler('canvas-pinch', cancel)

  return {
    cancel,
    isActive: () => gesture !== null && result !== null,
    /** The cursor for a pointer that hovers at this point of the stage. */
    cursorAt(screen: Point): Cursor {
      const view = deps.view()
      if (!view) return 'default'
      if (deps.tool() === 'pan') return 'grab'
      if (deps.tool() === 'rectangle') return deps.canEdit() ? 'crosshair' : 'default'
      const handle = deps.canEdit() ? handleUnder(screen, view) : null
      return handle ?? (deps.pick(screen, defaultTolerance) && deps.canEdit() ? 'move' : 'default')
    },
    destroy() {
      viewer.removeHandler('canvas-press', press)
      viewer.removeHandler('canvas-drag', drag)
      viewer.removeHandler('canvas-drag-end', stopFlick)
      viewer.removeHandler('canvas-release', release)
      viewer.removeHandler('canvas-pinch', cancel)
    }
  }
}
