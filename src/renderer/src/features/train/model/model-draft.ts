import { computed, ref } from 'vue'
import type { Layer, LayerClass, Model } from '@shared/contract/model'
import { newLayer } from './layer-fields'

/** A model while it is edited: layers are added, moved, changed and removed; nothing is saved by itself. */
export function createModelDraft() {
  const model = ref<Model | null>(null)
  const saved = ref('')
  const isChanged = computed(() => model.value !== null && JSON.stringify(model.value) !== saved.value)

  function open(next: Model, isSaved: boolean): void {
    model.value = structuredClone(next)
    saved.value = isSaved ? JSON.stringify(next) : ''
  }
  function setLayers(change: (layers: readonly Layer[]) => readonly Layer[]): void {
    if (model.value) model.value = { ...model.value, layers: [...change(model.value.layers)] }
  }

  return {
    model,
    isChanged,
    open,
    close: () => (model.value = null),
    markSaved: () => (saved.value = JSON.stringify(model.value)),
    rename: (name: string) => model.value && (model.value = { ...model.value, name }),
    setInput: (shape: Model['input_shape']) => model.value && (model.value = { ...model.value, input_shape: shape }),
    change: (at: number, layer: Layer) => setLayers(layers => layers.with(at, layer)),
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
export type ModelDraft = ReturnType<typeof createModelDraft>
