import type { ClassEntry } from '@shared/contract/classes'
import { inkOn, markText } from '@/ui/class-marks'

export interface CaptionStyle {
  readonly font: string
  readonly ink: string
  readonly faint: string
  readonly edge: string
  /** Device pixels per CSS pixel. */
  readonly ratio: number
  readonly width: number
  readonly height: number
}

const mark = 14

/**
 * Draws a class's mark and name once and hands out the picture: a screen of 100 tiles would otherwise lay out 100 texts
 * in each frame of a scroll.
 */
export function createCaptionCache(style: CaptionStyle, unlabelled: string) {
  const made = new Map<number, HTMLCanvasElement>()

  function make(entry: ClassEntry | null): HTMLCanvasElement {
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.ceil(style.width * style.ratio))
    canvas.height = Math.ceil(style.height * style.ratio)
    const context = canvas.getContext('2d')
    if (!context) return canvas
    context.scale(style.ratio, style.ratio)
    const top = (style.height - mark) / 2
    drawMark(context, entry, top)
    context.font = `11px ${style.font}`
    context.fillStyle = entry ? style.ink : style.faint
    context.textBaseline = 'middle'
    const room = style.width - mark - 4
    context.fillText(shorten(context, entry?.name ?? unlabelled, room), mark + 4, style.height / 2 + 0.5)
    return canvas
  }

  function drawMark(context: CanvasRenderingContext2D, entry: ClassEntry | null, top: number): void {
    context.beginPath()
    context.roundRect(0.5, top + 0.5, mark - 1, mark - 1, 2.5)
    if (entry) {
      context.fillStyle = entry.color
      context.fill()
    } else {
      context.setLineDash([2, 1.5])
      context.strokeStyle = style.edge
      context.stroke()
    }
    context.setLineDash([])
    context.font = `650 9.5px ${style.font}`
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillStyle = entry ? inkOn(entry.color) : style.faint
    context.fillText(entry ? markText(entry) : '–', mark / 2, top + mark / 2 + 0.5)
    context.textAlign = 'left'
  }

  return (entry: ClassEntry | null): HTMLCanvasElement => {
    const key = entry?.id ?? 0
    const known = made.get(key)
    if (known) return known
    const canvas = make(entry)
    made.set(key, canvas)
    return canvas
  }
}

function shorten(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text
  let end = text.length
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > room) end--
  return `${text.slice(0, end)}…`
}
