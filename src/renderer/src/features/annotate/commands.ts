import type { Command } from '@/stores/commands'
import type { AnnotateContext } from './state/annotate-context'
import { annotateStrings as t } from './strings'

export interface CommandDeps extends AnnotateContext {
  readonly go: (step: 1 | -1) => void
  readonly goToUnlabelled: () => void
  readonly classAt: (position: number) => number | null
  readonly holdPan: () => void
  readonly toggleInspector: () => void
  readonly showSimilar: () => void
  readonly stageElement: () => HTMLElement | null
}

const arrows = { Left: [-1, 0], Right: [1, 0], Up: [0, -1], Down: [0, 1] } as const
type Arrow = keyof typeof arrows
const arrowNames: readonly Arrow[] = ['Left', 'Right', 'Up', 'Down']
const arrowKeys = (modifiers = ''): string[] => arrowNames.map(name => modifiers + name)

/** Whether a key may act on the stage although focus is elsewhere: not where the key presses what has the focus. */
export function isFocusFree(): boolean {
  const focused = document.activeElement
  return !focused?.closest(
    'button, a[href], input, textarea, [role=option], [role=radio], [role=separator], [role=slider]'
  )
}

function stepOf(event: KeyboardEvent | undefined): readonly [number, number] {
  const direction = event?.key.replace('Arrow', '')
  const name = arrowNames.find(arrow => arrow === direction)
  const size = event?.shiftKey ? 10 : 1
  return name ? [arrows[name][0] * size, arrows[name][1] * size] : [0, 0]
}

/** Every key of the Annotate screen. */
export function annotateCommands(deps: CommandDeps): readonly Command[] {
  const { editing, drawing, stage } = deps
  const hasSelection = (): boolean => editing.selected.value !== null
  const canChange = (): boolean => hasSelection() && editing.canEdit()
  const isDrawing = (): boolean => editing.tool.value === 'rectangle'

  function take(tool: 'select' | 'rectangle'): void {
    drawing.leave()
    editing.tool.value = tool
    if (tool === 'rectangle') editing.select(null)
    stage.value?.focus()
  }

  function withCrosshair(act: () => void): void {
    const middle = stage.value?.middle()
    if (middle && drawing.begin(middle)) act()
  }

  function arrow(event: KeyboardEvent | undefined): void {
    const [dx, dy] = stepOf(event)
    if (isDrawing()) withCrosshair(() => drawing.move(dx, dy))
    else editing.nudge(dx, dy)
  }

  const grow =
    (corner: 'se' | 'nw') =>
    (event: KeyboardEvent | undefined): void =>
      editing.growBy(corner, ...stepOf(event))

  function enter(): void {
    if (isDrawing()) withCrosshair(drawing.enter)
    else editing.takeSuggestion(true)
  }

  function leave(): void {
    if (drawing.crosshair.value) drawing.leave()
    else if (editing.tool.value !== 'select') editing.tool.value = 'select'
    else editing.select(null)
  }

  const command = (
    id: string,
    title: string,
    keys: readonly string[],
    rest: Omit<Command, 'id' | 'title' | 'keys' | 'scope'>
  ) => ({ id: `annotate.${id}`, title, keys, scope: 'annotate', ...rest }) satisfies Command

  const labels = Array.from({ length: 10 }, (_, position) => {
    const digit = String((position + 1) % 10)
    const classId = (): number | null => deps.classAt(position)
    const enabled = (): boolean => classId() !== null && editing.canEdit()
    return [
      command(`label.${digit}`, `${t.commands.label} ${digit}`, [digit], {
        keyOnly: true,
        enabled,
        run: () => editing.label(classId())
      }),
      command(`lock.${digit}`, `${t.commands.lock}: ${digit}`, [`Shift+${digit}`], {
        keyOnly: true,
        enabled,
        run: () => editing.lock(classId())
      })
    ]
  }).flat()

  const canEdit = editing.canEdit
  return [
    command('select', t.commands.select, ['V'], { run: () => take('select') }),
    command('rectangle', t.commands.rectangle, ['R'], { enabled: canEdit, run: () => take('rectangle') }),
    command('repeat', t.commands.repeat, ['N'], {
      enabled: canEdit,
      run: () => (drawing.leave(), editing.repeat(), stage.value?.focus())
    }),
    command('clear', t.commands.clearLabel, ['C'], { enabled: canEdit, run: () => editing.label(null) }),
    command('unsure', t.commands.unsure, ['Q'], { enabled: canEdit, run: () => editing.setStatus('unsure') }),
    command('reviewed', t.commands.reviewed, ['W'], { enabled: canEdit, run: () => editing.setStatus('reviewed') }),
    command('outside', t.commands.outside, ['E'], { enabled: canEdit, run: () => editing.setStatus('outside') }),
    command('accept', t.commands.accept, ['Enter'], {
      enabled: () => isFocusFree() && canEdit() && (isDrawing() || editing.suggestion.value !== null),
      run: enter
    }),
    command('reject', t.commands.reject, ['X'], {
      enabled: () => canEdit() && editing.suggestion.value !== null,
      run: () => editing.takeSuggestion(false)
    }),
    ...[
      { id: 'nudge', title: t.commands.nudge, keys: '', run: arrow, enabled: () => isDrawing() || canChange() },
      { id: 'grow', title: t.commands.grow, keys: 'Ctrl+', run: grow('se'), enabled: canChange },
      { id: 'grow-upper', title: t.commands.growUpper, keys: 'Ctrl+Alt+', run: grow('nw'), enabled: canChange }
    ].flatMap(({ id, title, keys, run, enabled }) => [
      command(id, title, arrowKeys(keys), { keyOnly: true, enabled, run }),
      command(`${id}-far`, t.commands.byTen(title), arrowKeys(`${keys}Shift+`), { keyOnly: true, enabled, run })
    ]),
    // At the last box Tab goes on to the filmstrip: nobody is held in the stage.
    command('next-box', t.commands.nextBox, ['Tab'], {
      keyOnly: true,
      within: deps.stageElement,
      enabled: () => editing.hasNext(1),
      run: () => editing.selectNext(1)
    }),
    command('previous-box', t.commands.previousBox, ['Shift+Tab'], {
      keyOnly: true,
      within: deps.stageElement,
      enabled: () => editing.hasNext(-1),
      run: () => editing.selectNext(-1)
    }),
    command('handles', t.commands.handles, ['F2'], {
      enabled: () => canChange() && editing.selected.value?.annotation.region.kind === 'rect',
      run: () => deps.stageElement()?.querySelector<HTMLElement>('[data-handle]')?.focus()
    }),
    command('delete', t.commands.delete, ['Del', 'Backspace'], {
      enabled: canChange,
      run: () => editing.removeSelected()
    }),
    command('hide', t.commands.hide, ['H'], { run: () => editing.toggleHidden() }),
    command('previous', t.commands.previous, ['A'], { run: () => deps.go(-1) }),
    command('next', t.commands.next, ['D'], { run: () => deps.go(1) }),
    command('next-unlabelled', t.commands.nextUnlabelled, ['U'], { run: deps.goToUnlabelled }),
    command('zoom-in', t.commands.zoomIn, ['Plus', '='], { run: () => stage.value?.zoomBy(1.25) }),
    command('zoom-out', t.commands.zoomOut, ['-'], { run: () => stage.value?.zoomBy(0.8) }),
    command('fit', t.commands.fit, ['Home'], { run: () => stage.value?.fit() }),
    command('actual', t.commands.actual, ['Ctrl+0'], { run: () => stage.value?.actualPixels() }),
    command('pan', t.commands.pan, ['Space'], { keyOnly: true, enabled: isFocusFree, run: deps.holdPan }),
    command('similar', t.commands.similar, ['M'], { run: deps.showSimilar }),
    command('inspector', t.commands.inspector, ['Ctrl+.'], { run: deps.toggleInspector }),
    command('leave', t.commands.leave, ['Esc'], {
      enabled: () => isFocusFree() && (editing.tool.value !== 'select' || hasSelection()),
      run: leave
    }),
    // Last, because they are many: the list of keys shows commands in this order.
    ...labels
  ]
}
