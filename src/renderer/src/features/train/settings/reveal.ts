import { nextTick } from 'vue'

/** Brings focus to a field, unfolding what hides it: a `<details>`, or what listens to the bubbling `reveal`. */
export async function reveal(field: HTMLElement): Promise<void> {
  for (let fold = field.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
    fold.open = true
  field.dispatchEvent(new CustomEvent('reveal', { bubbles: true }))
  await nextTick()
  field.focus()
}
