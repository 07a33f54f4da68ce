/** `items` with the moved ones, in the order that they have, together where the first of them is number `to` from 0. */
export function gatherAt<T extends { readonly id: number }>(
  items: readonly T[],
  moved: ReadonlySet<number>,
  to: number
): readonly T[] {
  const rest = items.filter(({ id }) => !moved.has(id))
  return [...rest.slice(0, to), ...items.filter(({ id }) => moved.has(id)), ...rest.slice(to)]
}
