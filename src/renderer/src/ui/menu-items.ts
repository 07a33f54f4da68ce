import type { Component } from 'vue'

/** A line of a menu; `separator` draws a hairline, `checked` makes it a choice. */
export type MenuEntry =
  | {
      readonly kind?: 'item'
      readonly id: string
      readonly title: string
      readonly hint?: string
      readonly icon?: Component
      readonly keys?: string | undefined
      readonly danger?: boolean
      readonly disabled?: boolean
      readonly checked?: boolean
      readonly run: () => unknown
    }
  | { readonly kind: 'separator'; readonly id: string }
  | { readonly kind: 'heading'; readonly id: string; readonly title: string }
