let pending = false

/** A new screen is about to show: its heading shall take focus. */
export function noteNavigation(): void {
  pending = true
}

/** Focuses the screen's heading once per navigation, so that a reader hears where it is. Not at the first load. */
export function takeScreenFocus(heading: HTMLElement | null): void {
  if (!pending) return
  pending = false
  heading?.focus({ preventScroll: true })
}
