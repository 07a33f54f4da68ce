/** Where everything of the gallery stands, in CSS pixels from the top left of its content. Pure; nothing here draws. */

export interface GalleryGroup {
  readonly key: string
  readonly title: string
  /** Index of its first item in the whole list. */
  readonly start: number
  readonly count: number
}

export interface GalleryMetrics {
  readonly width: number
  /** Wanted edge of a picture; the real one fills the row. */
  readonly size: number
  readonly gap: number
  readonly rowGap: number
  readonly caption: number
  readonly header: number
  readonly padding: number
}

interface Block {
  readonly group: GalleryGroup
  readonly top: number
  /** Top of its first row of pictures. */
  readonly rowsTop: number
  readonly rows: number
  readonly collapsed: boolean
  readonly bottom: number
}

export interface GalleryLayout {
  readonly columns: number
  /** Edge of a picture. */
  readonly tile: number
  readonly rowHeight: number
  readonly height: number
  readonly blocks: readonly Block[]
  readonly metrics: GalleryMetrics
  readonly hasHeaders: boolean
}

export interface Place {
  readonly x: number
  readonly y: number
}

/** A row in view: the head of a group, or items `first` to `last` (exclusive). */
export type GalleryRow =
  | { readonly kind: 'head'; readonly group: GalleryGroup; readonly collapsed: boolean; readonly top: number }
  | {
      readonly kind: 'items'
      readonly first: number
      readonly last: number
      readonly top: number
      readonly row: number
    }

const noGroup = (count: number): GalleryGroup => ({ key: '', title: '', start: 0, count })

/** Lays out `total` items; without groups they are one block without a head. */
export function layOut(
  total: number,
  groups: readonly GalleryGroup[],
  collapsed: ReadonlySet<string>,
  metrics: GalleryMetrics
): GalleryLayout {
  const { width, size, gap, rowGap, caption, header, padding } = metrics
  const inner = Math.max(size, width - 2 * padding)
  const columns = Math.max(1, Math.round((inner + gap) / (size + gap)))
  const tile = Math.floor((inner - (columns - 1) * gap) / columns)
  const rowHeight = tile + caption + rowGap
  const hasHeaders = groups.length > 0
  const blocks: Block[] = []
  let top = hasHeaders ? 0 : padding
  for (const group of hasHeaders ? groups : [noGroup(total)]) {
    const isCollapsed = hasHeaders && collapsed.has(group.key)
    const rows = isCollapsed ? 0 : Math.ceil(group.count / columns)
    const rowsTop = top + (hasHeaders ? header : 0)
    const bottom = rowsTop + rows * rowHeight
    blocks.push({ group, top, rowsTop, rows, collapsed: isCollapsed, bottom })
    top = bottom
  }
  return { columns, tile, rowHeight, height: top + padding, blocks, metrics, hasHeaders }
}

const blockOf = (layout: GalleryLayout, index: number): Block | undefined =>
  layout.blocks.find(({ group }) => index >= group.start && index < group.start + group.count)

/** Top left of an item's picture; null when its group is collapsed. */
export function placeOf(layout: GalleryLayout, index: number): Place | null {
  const block = blockOf(layout, index)
  if (!block || block.collapsed) return null
  const at = index - block.group.start
  const { gap, padding } = layout.metrics
  return {
    x: padding + (at % layout.columns) * (layout.tile + gap),
    y: block.rowsTop + Math.floor(at / layout.columns) * layout.rowHeight
  }
}

/** The item whose picture or caption is at a point, or null. */
export function itemAt(layout: GalleryLayout, x: number, y: number): number | null {
  const { gap, padding, caption } = layout.metrics
  const block = layout.blocks.find(({ rowsTop, bottom }) => y >= rowsTop && y < bottom)
  if (!block) return null
  const column = Math.floor((x - padding) / (layout.tile + gap))
  const inTile = x - padding - column * (layout.tile + gap) < layout.tile
  const inRow = (y - block.rowsTop) % layout.rowHeight < layout.tile + caption
  if (column < 0 || column >= layout.columns || !inTile || !inRow) return null
  const at = Math.floor((y - block.rowsTop) / layout.rowHeight) * layout.columns + column
  return at < block.group.count ? block.group.start + at : null
}

/** Rows that reach into the view, top to bottom. */
export function rowsIn(layout: GalleryLayout, top: number, bottom: number): readonly GalleryRow[] {
  const rows: GalleryRow[] = []
  let rowsBefore = 0
  for (const block of layout.blocks) {
    const { group, collapsed } = block
    const heads = layout.hasHeaders ? 1 : 0
    if (block.bottom >= top && block.top <= bottom) {
      if (heads && block.rowsTop > top) rows.push({ kind: 'head', group, collapsed, top: block.top })
      const first = Math.max(0, Math.floor((top - block.rowsTop) / layout.rowHeight))
      const last = Math.min(block.rows, Math.ceil((bottom - block.rowsTop) / layout.rowHeight))
      for (let row = first; row < last; row++) {
        const start = group.start + row * layout.columns
        rows.push({
          kind: 'items',
          first: start,
          last: Math.min(group.start + group.count, start + layout.columns),
          top: block.rowsTop + row * layout.rowHeight,
          row: rowsBefore + heads + row
        })
      }
    }
    rowsBefore += heads + block.rows
  }
  return rows
}

/** Rows of the whole grid, heads counted. */
export const rowCount = (layout: GalleryLayout): number =>
  layout.blocks.reduce((sum, block) => sum + block.rows + (layout.hasHeaders ? 1 : 0), 0)

/** First and last (exclusive) item that reach into the view; null when none does. */
export function itemsIn(layout: GalleryLayout, top: number, bottom: number): { first: number; last: number } | null {
  const rows = rowsIn(layout, top, bottom).filter(row => row.kind === 'items')
  const [first, last] = [rows[0], rows.at(-1)]
  return first && last ? { first: first.first, last: last.last } : null
}

export type Step =
  'left' | 'right' | 'up' | 'down' | 'row-start' | 'row-end' | 'first' | 'last' | 'page-up' | 'page-down'

/** Where a key leads from an item. Collapsed groups are stepped over. `page` = rows of a view. */
export function step(layout: GalleryLayout, index: number, direction: Step, page: number): number {
  const open = layout.blocks.filter(block => !block.collapsed && block.group.count > 0)
  const [top, end] = [open[0], open.at(-1)]
  const block = open.find(({ group }) => index >= group.start && index < group.start + group.count)
  if (!top || !end || !block) return top?.group.start ?? index
  const { start, count } = block.group
  const at = index - start
  const column = at % layout.columns
  switch (direction) {
    case 'first':
      return top.group.start
    case 'last':
      return end.group.start + end.group.count - 1
    case 'row-start':
      return index - column
    case 'row-end':
      return Math.min(start + count - 1, index - column + layout.columns - 1)
    case 'left':
      return at > 0 ? index - 1 : (lastOf(open[open.indexOf(block) - 1]) ?? index)
    case 'right':
      return at < count - 1 ? index + 1 : (open[open.indexOf(block) + 1]?.group.start ?? index)
    case 'up':
    case 'down':
      return vertical(layout, open, block, index, direction === 'up' ? -1 : 1)
    case 'page-up':
    case 'page-down': {
      let target = index
      for (let row = 0; row < page; row++) target = step(layout, target, direction === 'page-up' ? 'up' : 'down', page)
      return target
    }
  }
}

const lastOf = (block: Block | undefined): number | undefined => block && block.group.start + block.group.count - 1

function vertical(
  { columns }: GalleryLayout,
  open: readonly Block[],
  block: Block,
  index: number,
  direction: 1 | -1
): number {
  const { start, count } = block.group
  const at = index - start
  const column = at % columns
  const row = Math.floor(at / columns) + direction
  if (row >= 0 && row < block.rows) return start + Math.min(count - 1, row * columns + column)
  const next = open[open.indexOf(block) + direction]
  if (!next) return index
  const base = direction === 1 ? 0 : (next.rows - 1) * columns
  return next.group.start + Math.min(next.group.count - 1, base + column)
}
