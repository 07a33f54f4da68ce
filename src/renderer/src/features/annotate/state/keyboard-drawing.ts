import { computed, shallowRef, type Ref } from 'vue'
import type { Image } from '@shared/contract/images'
import {
  crosshairRect,
  moveCrosshair,
  setCorner,
  startCrosshair,
  type Crosshair
} from '@shared/domain/drawing/crosshair'
import type { Point } from '@shared/domain/geometry/point'
import { annotateStrings as t } from '../strings'
import type { Editing } from './editing'

export type KeyboardDrawing = ReturnType<typeof createKeyboardDrawing>

/** Drawing a box by keys: R, arrows, Enter, arrows, Enter; Esc leaves. */
export function createKeyboardDrawing(deps: {
  readonly image: Ref<Image | null>
  readonly editing: Editing
  readonly announce: (text: string) => void
  readonly announceAtRest: (text: string) => void
}) {
  const { image, editing, announce, announceAtRest } = deps
  const crosshair = shallowRef<Crosshair | null>(null)
  const rect = computed(() => (crosshair.value && image.value ? crosshairRect(crosshair.value, image.value) : null))

  /** With the rectangle tool in hand, the first arrow or Enter brings the crosshair up where the stage is looking. */
  function begin(middle: Point): boolean {
    if (!image.value || editing.tool.value !== 'rectangle' || !editing.canEdit()) return false
    crosshair.value ??= startCrosshair(middle, image.value)
    return true
  }

  function move(dx: number, dy: number): void {
    if (!crosshair.value || !image.value) return
    crosshair.value = moveCrosshair(crosshair.value, dx, dy, image.value)
    announceAtRest(t.viewer.at(crosshair.value.at.x, crosshair.value.at.y))
  }

  function enter(): void {
    if (!crosshair.value) return
    if (crosshair.value.start === null) {
      crosshair.value = setCorner(crosshair.value)
      announce(t.viewer.cornerSet(crosshair.value.at.x, crosshair.value.at.y))
    } else if (rect.value) {
      editing.draw({ kind: 'rect', ...rect.value })
      crosshair.value = null
    }
  }

  return { crosshair, rect, begin, move, enter, leave: () => (crosshair.value = null) }
}
