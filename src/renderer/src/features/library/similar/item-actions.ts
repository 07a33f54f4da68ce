import { useClasses } from '@/stores/classes'
import { useProject } from '@/stores/project'
import { keyDigit } from '@/ui/class-marks'
import { useScreenCommands } from '@/ui/use-commands'
import { libraryStrings } from '../strings'

/** Something to do with the active item; `edits` = it changes the project. */
export interface ItemAction {
  readonly key: string
  readonly title: string
  readonly main?: boolean
  readonly edits?: boolean
  readonly run: () => unknown
}

/** Offers the actions by their keys, and the digits as labels, while an item is active. */
export function useItemKeys(
  keys: readonly { readonly key: string; readonly title: string }[],
  actions: () => readonly ItemAction[],
  label: (classId: number) => unknown
): void {
  const classes = useClasses()
  const project = useProject()
  const scope = 'library'
  useScreenCommands([
    ...keys.map(({ key, title }) => ({
      id: `similar.${key.toLowerCase()}`,
      title,
      keys: [key],
      scope,
      enabled: () => actions().some(action => action.key === key),
      run: () =>
        void actions()
          .find(action => action.key === key)
          ?.run()
    })),
    ...Array.from({ length: 10 }, (_, position) => ({
      id: `similar.label-${position}`,
      get title() {
        return libraryStrings.commands.digits(classes.list[position]?.name ?? `${position + 1}`)
      },
      keys: [keyDigit(position) ?? ''],
      scope,
      keyOnly: true,
      enabled: () => !project.readOnly && actions().length > 0 && classes.list[position] !== undefined,
      run: () => {
        const entry = classes.list[position]
        if (entry) void label(entry.id)
      }
    }))
  ])
}
