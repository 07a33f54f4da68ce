import { focusable } from '@/ui/focusable'

/** Regions that F6 cycles are marked `data-region`; order is the document's. */
const selector = '[data-region]'

const lastFocus = new WeakMap<Element, HTMLElement>()

/** Remembers where focus was in each region; call for every `focusin`. */
export function rememberFocus(event: FocusEvent): void {
  if (!(event.target instanceof HTMLElement)) return
  const region = event.target.closest(selector)
  if (region) lastFocus.set(region, event.target)
}

/** Moves focus to the next (`1`) or previous (`-1`) region, back to where it was there. */
export function cycleRegion(step: 1 | -1, root: ParentNode = document): void {
  const regions = [...root.querySelectorAll<HTMLElement>(selector)].filter(region => region.checkVisibility())
  if (regions.length === 0) return
  const current = document.activeElement?.closest(selector)
  const index = regions.findIndex(region => region === current)
  for (let offset = 1; offset <= regions.length; offset++) {
    const region = regions[(index + step * offset + regions.length * (offset + 1)) % regions.length]
    if (region && focusInto(region)) return
  }
}

function focusInto(region: HTMLElement): boolean {
  const last = lastFocus.get(region)
  const target = last?.isConnected && region.contains(last) ? last : region.querySelector<HTMLElement>(focusable)
  target?.focus()
  return target !== null && document.activeElement === target
}
