import { computed, type ComputedRef, type Ref } from 'vue'
import { useClasses } from '@/stores/classes'
import { useProject } from '@/stores/project'
import { labelCommands } from '@/ui/label-commands'
import { useScreenCommands } from '@/ui/use-commands'
import type { SimilarityItem } from '@shared/contract/similarity'
import { libraryStrings } from '../strings'
import { similarStrings } from './strings'
import { useItemFixes, type ItemFixes } from './use-item-fixes'

/** Something to do with the active item. */
export interface ItemAction {
  readonly key: string
  readonly title: string
  readonly main?: boolean
  readonly run: () => unknown
}

export interface ActiveItemOffer<T> {
  readonly active: Readonly<Ref<T | null>>
  readonly actions: ComputedRef<readonly ItemAction[]>
  label(classId: number): unknown
  open(item: SimilarityItem): void
}

/**
 * What can be done with the active item of a list, by buttons and by keys: the list's own edits, a label by its digit,
 * opening it, and what is like it. `keys` names the edits for the list of keys.
 */
export function useActiveItem<T extends SimilarityItem>(
  active: Readonly<Ref<T | null>>,
  keys: readonly { readonly key: string; readonly title: string }[],
  edits: (item: T, fixes: ItemFixes) => readonly ItemAction[]
): ActiveItemOffer<T> {
  const classes = useClasses()
  const project = useProject()
  const fixes = useItemFixes()
  const words = similarStrings.actions
  const similar = { key: 'M', title: words.similar }
  const scope = 'library'

  const actions = computed<readonly ItemAction[]>(() => {
    const item = active.value
    if (!item) return []
    return [
      ...(project.readOnly ? [] : edits(item, fixes)),
      { key: 'Enter', title: words.open, run: () => fixes.open(item) },
      { ...similar, run: () => fixes.moreLike(item) }
    ]
  })
  const label = (classId: number): unknown => active.value && fixes.label(active.value, classId)

  useScreenCommands([
    ...[...keys, similar].map(({ key, title }) => ({
      id: `similar.${key.toLowerCase()}`,
      title,
      keys: [key],
      scope,
      enabled: () => actions.value.some(action => action.key === key),
      run: () => void actions.value.find(action => action.key === key)?.run()
    })),
    ...labelCommands({
      ...{ classes, id: 'similar', scope, label },
      title: (place, name) => libraryStrings.commands.digits(name ?? `${place}`),
      enabled: () => !project.readOnly && active.value !== null
    })
  ])
  return { active, actions, label, open: fixes.open }
}
