import type { Command } from '@/stores/commands'
import { keyDigit } from './class-marks'

interface Labelled {
  readonly id: number
  readonly name: string
  readonly position: number
}

interface LabelKeys {
  readonly classes: { readonly list: readonly Labelled[] }
  /** Start of the commands' ids. */
  readonly id: string
  readonly scope: string
  /** `name` is null where no class has the digit; `place` counts from 1. */
  readonly title: (place: number, name: string | null) => string
  readonly enabled: () => boolean
  /** Limits the keys to this element. */
  readonly within?: () => HTMLElement | null | undefined
  readonly label: (classId: number) => unknown
}

/** The ten digits as commands, each for the class whose mark shows it: a removed class leaves its digit free. */
export const labelCommands = ({ classes, id, scope, title, enabled, within, label }: LabelKeys): readonly Command[] =>
  Array.from({ length: 10 }, (_, position) => {
    const entry = () => classes.list.find(one => one.position === position) ?? null
    return {
      id: `${id}.label-${position}`,
      get title() {
        return title(position + 1, entry()?.name ?? null)
      },
      keys: [keyDigit(position) ?? ''],
      scope,
      keyOnly: true,
      enabled: () => enabled() && entry() !== null,
      ...(within && { within }),
      run: () => {
        const chosen = entry()
        if (chosen) label(chosen.id)
      }
    }
  })
