import { onBeforeUpdate, onUpdated } from 'vue'
import { focusable } from './focusable'

/**
 * Where an action takes its own button away, focus goes to what stands in its place then, else to the screen's heading:
 * never nowhere, from where a keyboard would begin again at the top. Call it in the component that shows the button.
 */
export function useKeptFocus(container: () => HTMLElement | null): void {
  let place = -1
  const inside = () => [...(container()?.querySelectorAll<HTMLElement>(focusable) ?? [])]
  onBeforeUpdate(() => {
    place = inside().findIndex(element => element === document.activeElement)
  })
  onUpdated(() => {
    if (place < 0 || document.activeElement !== document.body) return
    const left = inside()
    const next = left[Math.min(place, left.length - 1)] ?? document.querySelector<HTMLElement>('h1[tabindex]')
    next?.focus()
  })
}
