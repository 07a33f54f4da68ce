import { createPinia } from 'pinia'
import { TooltipProvider } from 'reka-ui'
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { expect, test } from 'vitest'
import { trainingSchema } from '@shared/contract/training'
import { useTrainForm } from '../train-form'
import AugmentationSection from './AugmentationSection.vue'
import CallbackSection from './CallbackSection.vue'
import ClassWeightSection from './ClassWeightSection.vue'
import SettingsSection from './SettingsSection.vue'

/** What the walk needs of a valibot schema. */
interface Schema {
  readonly wrapped?: Schema
  readonly entries?: Readonly<Record<string, Schema>>
  readonly options?: readonly (Schema | string)[]
  readonly item?: Schema
  readonly key?: unknown
  readonly literal?: string
}

/** Paths of every setting; a kind of its variants stands in the path by its name. */
function settingsOf(schema: Schema, path: readonly string[] = []): string[][] {
  if (schema.wrapped) return settingsOf(schema.wrapped, path)
  if (schema.item) return settingsOf(schema.item, path)
  if (schema.entries) return Object.entries(schema.entries).flatMap(([name, own]) => settingsOf(own, [...path, name]))
  const kinds = (schema.options ?? []).filter((option): option is Schema => typeof option !== 'string')
  const discriminator = typeof schema.key === 'string' ? schema.key : ''
  const variants = kinds.flatMap(kind =>
    kind.entries ? settingsOf(kind, [...path, kind.entries[discriminator]?.literal ?? '']) : []
  )
  return variants.length > 0 ? variants : [[...path]]
}

/** How the field of a setting is called; what chooses a variant by the variant. */
function labelOf(path: readonly string[]): string {
  const [group = '', part = '', name = part] = path
  const last = path.at(-1) ?? ''
  switch (group) {
    case 'callbacks':
      // Keras has no such callback: the one optimizer after the other is known by what it does.
      if (part === 'SwitchOptimizer' && last === 'name') return 'Adam, then SGD'
      return path.length === 2 ? part : `${part} ${last}`
    case 'augmentation':
      if (name === 'mode') return 'mode of RandomFlip'
      return name === 'class_name' ? part : `${part} ${name}`
    case 'optimizer':
    case 'schedule':
      return name === 'name' || name === 'kind' ? group : name
    default:
      return last
  }
}

/** Names that assistive technology reads in the form, whatever of it is chosen or folded. */
async function namesInForm(): Promise<ReadonlySet<string>> {
  const pinia = createPinia()
  const store = useTrainForm(pinia)
  store.form.augmentation.forEach(setting => (setting.on = true))
  const app = () =>
    createSSRApp({
      render: () =>
        h(TooltipProvider, () =>
          [SettingsSection, CallbackSection, AugmentationSection, ClassWeightSection].map(section => h(section))
        )
    }).use(pinia)
  const pages = [await renderToString(app())]
  store.chooseOptimizer('sgd')
  store.form.training.schedule = { kind: 'step', every: 10, factor: 0.1 }
  pages.push(await renderToString(app()))
  store.form.training.schedule = { kind: 'cosine', alpha: 0, warmup_epochs: 0 }
  pages.push(await renderToString(app()))
  const names = pages.join('').matchAll(/aria-label="([^"]+)"|<label[^>]*>([^<]+)<\/label>/g)
  // Sliders say a unit behind the setting.
  return new Set(
    Array.from(names, ([, aria, label]) => (aria ?? label ?? '').split(', share')[0]?.split(', lightest')[0] ?? '')
  )
}

test('every setting that a run can have is a field of the form', async () => {
  // The schema's type says more than the walk needs.
  const paths = settingsOf(trainingSchema as unknown as Schema)
  expect(paths.length).toBeGreaterThan(50)
  const names = await namesInForm()
  expect(paths.filter(path => !names.has(labelOf(path))).map(path => path.join('.'))).toEqual([])
})
