import { inject, type InjectionKey, type Ref } from 'vue'
import type { Image } from '@shared/contract/images'
import type { AnnotationList } from './annotation-list'
import type { Editing } from './editing'
import type { Items } from './items'
import type { KeyboardDrawing } from './keyboard-drawing'
import type { Stage } from '../viewer/stage'

/** What the parts of the screen share. */
export interface AnnotateContext {
  readonly image: Ref<Image | null>
  readonly annotations: Ref<AnnotationList | null>
  readonly items: Items
  readonly editing: Editing
  readonly drawing: KeyboardDrawing
  /** The viewer, once it is on the page. */
  readonly stage: Ref<Stage | null>
  /** Shows another item. */
  readonly open: (imageId: number) => void
  readonly setImageNote: (note: string) => void
}

export const annotateKey: InjectionKey<AnnotateContext> = Symbol('annotate')

export function useAnnotate(): AnnotateContext {
  const context = inject(annotateKey)
  if (!context) throw new Error('This component belongs inside the Annotate screen.')
  return context
}
