import { computed, shallowRef } from 'vue'
import type { Layer, LayerClass, Model } from '@shared/contract/model'
import { newLayer } from './layer-fields'

export interface Draft {
  readonly model: Model
  /** Name that it is saved under, null of a model that never was. */
  readonly origin: string | null
  /** The model as it was saved last. */
  readonly saved: Model | null
  readonly past: readonly Model[]
  readonly future: readonly Model[]
}

/** Steps that undo goes back; a model is some kilobytes. */
const most = 100

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What follows a layer by name follows it when it is renamed. */
function renameInputs(layers: readonly Layer[], from: string, to: string): readonly Layer[] {
  if (from === to) return layers
  return layers.map(layer =>
    layer.inputs?.includes(from)
      ? { ...layer, inputs: layer.inputs.map(input => (input === from ? to : input)) }
      : layer
  )
}

/** A model while it is edited, with undo; nothing is saved by itself. */
export function createModelDraft() {
  const draft = shallowRef<Draft | null>(null)
  const model = computed(() => draft.value?.model ?? null)
  const isChanged = computed(() => draft.value !== null && !equal(draft.value.model, draft.value.saved))

  /** Begins with a model; answers with what was being edited and isn't saved, to be taken up again. */
  function open(next: Model, origin: string | null): Draft | null {
    const left = isChanged.value ? draft.value : null
    draft.value = { model: next, origin, saved: origin === null ? null : next, past: [], future: [] }
    // A copy that nobody has touched is no loss.
    return left && left.origin === null && left.past.length === 0 ? null : left
  }
  function set(next: Model): void {
    const now = draft.value
    if (!now || equal(now.model, next)) return
    draft.value = { ...now, model: next, past: [...now.past, now.model].slice(-most), future: [] }
  }
  function setLayers(change: (layers: readonly Layer[]) => readonly Layer[]): void {
    const now = draft.value?.model
    if (now) set({ ...now, layers: [...change(now.layers)] })
  }
  function undo(): void {
    const now = draft.value
    const before = now?.past.at(-1)
    if (now && before)
      draft.value = { ...now, model: before, past: now.past.slice(0, -1), future: [now.model, ...now.future] }
  }
  function redo(): void {
    const now = draft.value
    const [next, ...future] = now?.future ?? []
    if (now && next) draft.value = { ...now, model: next, past: [...now.past, now.model], future }
  }

  return {
    model,
    isChanged,
    /** All of it while it isn't saved; null when there is nothing to be lost. */
    unsaved: computed(() => (isChanged.value ? draft.value : null)),
    origin: computed(() => draft.value?.origin ?? null),
    canUndo: computed(() => (draft.value?.past.length ?? 0) > 0),
    canRedo: computed(() => (draft.value?.future.length ?? 0) > 0),
    open,
    takeUp: (left: Draft) => (draft.value = left),
    close: () => (draft.value = null),
    undo,
    redo,
    markSaved() {
      const now = draft.value
      if (now) draft.value = { ...now, origin: now.model.name, saved: now.model }
    },
    /** Letter by letter: no step of undo. */
    rename(name: string) {
      const now = draft.value
      if (now) draft.value = { ...now, model: { ...now.model, name } }
    },
    setInput: (shape: Model['input_shape']) => model.value && set({ ...model.value, input_shape: shape }),
    change(at: number, layer: Layer) {
      setLayers(layers => renameInputs(layers, layers[at]?.name ?? layer.name, layer.name).with(at, layer))
    },
    remove: (at: number) => setLayers(layers => layers.toSpliced(at, 1)),
    move(at: number, step: 1 | -1) {
      setLayers(layers => {
        const layer = layers[at]
        return layer ? layers.toSpliced(at, 1).toSpliced(at + step, 0, layer) : layers
      })
    },
    add(at: number, className: LayerClass) {
      setLayers(layers => layers.toSpliced(at, 0, newLayer(className, new Set(layers.map(({ name }) => name)))))
    }
  }
}
