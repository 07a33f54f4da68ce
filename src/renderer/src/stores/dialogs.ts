import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { UploadFile } from '@/api/upload'
import type { ImageFilter } from '@shared/contract/images'
import type { Population } from '@shared/contract/evaluation'
import type { ImportInput } from '@shared/contract/sources'

export interface ImportPreset {
  readonly from?: string
  readonly format?: ImportInput['format']
  /** Handed over by the browser: they are uploaded at once. */
  readonly files?: readonly UploadFile[]
}

/** A dialog that any screen may open. */
export type OpenDialog =
  | { readonly kind: 'new-project'; readonly thenImport?: ImportPreset }
  | { readonly kind: 'open-project'; readonly path?: string }
  | ({ readonly kind: 'import' } & ImportPreset)
  | { readonly kind: 'import-predictions'; readonly population?: Population }
  | { readonly kind: 'keep-offline'; readonly filter: ImageFilter }

export const useDialogs = defineStore('dialogs', () => {
  const current = shallowRef<OpenDialog | null>(null)
  const show = (dialog: OpenDialog): void => {
    current.value = dialog
  }
  const close = (): void => {
    current.value = null
  }
  return { current, show, close }
})
