/** A selection over an ordered list, by id, so that it outlives sorting and filtering. */
export interface Selection {
  readonly ids: ReadonlySet<number>
  /** Index where a range began. */
  readonly anchor: number
  /** Index with the keyboard focus. */
  readonly active: number
}

export const emptySelection: Selection = { ids: new Set(), anchor: 0, active: 0 }

const idsBetween = (list: readonly number[], a: number, b: number): readonly number[] =>
  list.slice(Math.min(a, b), Math.max(a, b) + 1)

/** Moves the focus; with `extend` the range from the anchor is what is selected. */
export function moveTo(selection: Selection, list: readonly number[], index: number, extend: boolean): Selection {
  if (!extend) return { ...selection, active: index, anchor: index }
  return { ids: new Set(idsBetween(list, selection.anchor, index)), anchor: selection.anchor, active: index }
}

/** A click: alone it selects one, with Ctrl it toggles, with Shift it selects the range. */
export function clickAt(
  selection: Selection,
  list: readonly number[],
  index: number,
  { ctrl, shift }: { readonly ctrl: boolean; readonly shift: boolean }
): Selection {
  const id = list[index]
  if (id === undefined) return selection
  if (shift) {
    const range = idsBetween(list, selection.anchor, index)
    return { ids: new Set(ctrl ? [...selection.ids, ...range] : range), anchor: selection.anchor, active: index }
  }
  if (ctrl) return toggle(selection, list, index)
  return { ids: new Set([id]), anchor: index, active: index }
}

export function toggle(selection: Selection, list: readonly number[], index: number): Selection {
  const id = list[index]
  if (id === undefined) return selection
  const ids = new Set(selection.ids)
  if (!ids.delete(id)) ids.add(id)
  return { ids, anchor: index, active: index }
}

export const selectAll = (selection: Selection, list: readonly number[]): Selection => ({
  ...selection,
  ids: new Set(list)
})

export const clear = (selection: Selection): Selection => ({ ...selection, ids: new Set() })

/** Drops what is no longer in the list and keeps the focus inside it. */
export function fitTo(selection: Selection, list: readonly number[]): Selection {
  const last = Math.max(0, list.length - 1)
  const listed = selection.ids.size > 0 ? new Set(list) : null
  const ids = listed ? new Set([...selection.ids].filter(id => listed.has(id))) : selection.ids
  return { ids, anchor: Math.min(selection.anchor, last), active: Math.min(selection.active, last) }
}
