/** What of a manifest's canvases is chosen: ids, the one that keys act on, and the one that a range starts at. */
export interface CanvasSelection {
  readonly ids: ReadonlySet<number>
  readonly active: number | null
  readonly anchor: number | null
}

export const noCanvas: CanvasSelection = { ids: new Set(), active: null, anchor: null }

export const chooseOnly = (id: number): CanvasSelection => ({ ids: new Set([id]), active: id, anchor: id })

export function toggle({ ids }: CanvasSelection, id: number): CanvasSelection {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, active: id, anchor: id }
}

/** From the anchor to `id`, in the order of `all`. */
export function extendTo(selection: CanvasSelection, id: number, all: readonly number[]): CanvasSelection {
  const anchor = selection.anchor ?? id
  const [from, to] = [all.indexOf(anchor), all.indexOf(id)].toSorted((a, b) => a - b)
  return { ids: new Set(all.slice(from, (to ?? 0) + 1)), active: id, anchor }
}

/** Without those that are gone; the key's place stays near where it was. */
export function fitTo(selection: CanvasSelection, all: readonly number[], before: readonly number[]): CanvasSelection {
  const present = new Set(all)
  const ids = new Set([...selection.ids].filter(id => present.has(id)))
  const { active, anchor } = selection
  const near =
    active === null || present.has(active) ? active : (all[Math.min(before.indexOf(active), all.length - 1)] ?? null)
  return { ids, active: near, anchor: anchor !== null && present.has(anchor) ? anchor : near }
}

/** Number at which the canvases dropped before `index` start, counted without themselves. */
export function dropPosition(all: readonly number[], moved: ReadonlySet<number>, index: number): number {
  return all.slice(0, index).filter(id => !moved.has(id)).length
}

/** Where the moved ones start after a step: their first place changed by one, or to an end. */
export function stepPosition(
  all: readonly number[],
  moved: ReadonlySet<number>,
  step: 'up' | 'down' | 'first' | 'last'
): number {
  const last = all.length - moved.size
  const first = all.findIndex(id => moved.has(id))
  const places = { up: first - 1, down: first + 1, first: 0, last }
  return Math.min(last, Math.max(0, places[step]))
}
