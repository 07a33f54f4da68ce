import type { Annotation } from '@shared/contract/annotations'
import { annotateStrings as t } from '../strings'

/** An annotation as the screen lists it: `Box 2` or `Whole image`. */
export interface Entry {
  readonly annotation: Annotation
  readonly name: string
}

export const isBox = ({ annotation }: Entry): boolean => annotation.region.kind !== 'whole'

/** Boxes are numbered in the order in which they were made; a label of the whole image has no number. */
export function entriesOf(list: readonly Annotation[]): readonly Entry[] {
  let boxes = 0
  return list.map(annotation => ({
    annotation,
    name: annotation.region.kind === 'whole' ? t.list.whole : t.list.box(++boxes)
  }))
}
