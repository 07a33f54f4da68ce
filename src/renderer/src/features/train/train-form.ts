import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, reactive, toRaw } from 'vue'
import { useDatasets } from '@/stores/datasets'
import type { Model } from '@shared/contract/model'
import type { Run } from '@shared/contract/runs'
import { trainingSchema, type Training, type TrainingInput } from '@shared/contract/training'
import { findPreset } from '@shared/domain/models/presets/presets'
import { balancedClassWeights } from '@shared/domain/training/class-weights'
import { usualCallbacks } from '@shared/domain/training/usual-callbacks'
import { createAugmentationSettings, readAugmentation } from './settings/augmentation-settings'
import { useUserModels } from './model/user-models'
import { useChosenDataset } from './use-chosen-dataset'
import { useFormDraft } from './use-form-draft'

/** Settings that a callback keeps while it is off. */
export type CallbackSettings = {
  readonly [K in 'EarlyStopping' | 'ReduceLROnPlateau' | 'SwitchOptimizer']-?: NonNullable<Training['callbacks'][K]>
}

export type Monitor = CallbackSettings['EarlyStopping']['monitor']
export type ClassWeightMode = 'none' | 'balanced' | 'hand'
export type StartKind = Run['startFrom']['kind']

/** What a new run gets when nothing is changed. */
const parsed = (input: TrainingInput): Training => v.parse(trainingSchema, { callbacks: usualCallbacks, ...input })

/** The form of a new run; it stays as it is while other screens are shown. */
export const useTrainForm = defineStore('train-form', () => {
  const datasets = useDatasets()
  const userModels = useUserModels()
  const first = parsed({})
  const form = reactive({
    datasetId: null as number | null,
    model: 'scratch',
    training: first,
    on: { EarlyStopping: true, ReduceLROnPlateau: true, SwitchOptimizer: false },
    callbacks: {
      EarlyStopping: first.callbacks.EarlyStopping ?? v.parse(trainingSchema, {}).callbacks.EarlyStopping,
      ReduceLROnPlateau: first.callbacks.ReduceLROnPlateau,
      SwitchOptimizer: { after: 8, optimizer: { name: 'sgd', learning_rate: 0.01, momentum: 0.9, nesterov: false } }
    } as CallbackSettings,
    augmentation: createAugmentationSettings(),
    classWeight: { mode: 'none' as ClassWeightMode, byHand: {} as Record<string, number> },
    start: { kind: 'new' as StartKind, runId: null as string | null, pop: 2, unfreezeFrom: null as string | null }
  })

  useChosenDataset(form)

  const dataset = computed(() => datasets.list.find(({ id }) => id === form.datasetId) ?? null)
  const model = computed<Model | null>(() => findPreset(form.model)?.model ?? userModels.find(form.model))

  /** A preset brings the settings it needs; those of the one before are taken back. */
  function chooseModel(name: string): void {
    const before = findPreset(form.model)?.training ?? {}
    const needs = findPreset(name)?.training ?? {}
    const plain = parsed({})
    const own = Object.fromEntries(
      [...Object.keys(before), ...Object.keys(needs)].map(key => [
        key,
        needs[key as keyof Training] ?? plain[key as keyof Training]
      ])
    )
    form.training = v.parse(trainingSchema, { ...structuredClone(toRaw(form.training)), ...own })
    if ('callbacks' in own) fillCallbacks(form.training)
    if ('augmentation' in own) form.augmentation = createAugmentationSettings(form.training.augmentation)
    form.model = name
    if (form.start.kind === 'continue') form.start.kind = 'new'
  }

  function chooseOptimizer(name: Training['optimizer']['name']): void {
    const { weight_decay, clipnorm, clipvalue, global_clipnorm } = form.training.optimizer
    const fresh = name === 'sgd' ? { name, momentum: 0.9 } : { name }
    form.training.optimizer = parsed({
      optimizer: { ...fresh, weight_decay, clipnorm, clipvalue, global_clipnorm }
    }).optimizer
  }

  /** The settings of an earlier run, to be changed and run again; `model` is the name that its model has now. */
  function fillFrom(run: Run, model: string): void {
    form.datasetId = run.datasetId
    // The model of a run that started from another's weights is that one's.
    if (run.startFrom.kind === 'new') form.model = model
    form.start = { ...form.start, runId: null, unfreezeFrom: null, ...run.startFrom }
    const training = structuredClone(toRaw(run.training))
    fillTraining(training)
    const weights = training.class_weight
    form.classWeight = { mode: Object.keys(weights).length > 0 ? 'hand' : 'none', byHand: { ...weights } }
  }

  function fillTraining(training: Training): void {
    form.training = training
    fillCallbacks(training)
    form.augmentation = createAugmentationSettings(training.augmentation)
  }

  function fillCallbacks({ callbacks: { EarlyStopping, ReduceLROnPlateau, SwitchOptimizer } }: Training): void {
    form.on = {
      EarlyStopping: !!EarlyStopping,
      ReduceLROnPlateau: !!ReduceLROnPlateau,
      SwitchOptimizer: !!SwitchOptimizer
    }
    form.callbacks = {
      EarlyStopping: EarlyStopping ?? form.callbacks.EarlyStopping,
      ReduceLROnPlateau: ReduceLROnPlateau ?? form.callbacks.ReduceLROnPlateau,
      SwitchOptimizer: SwitchOptimizer ?? form.callbacks.SwitchOptimizer
    }
  }

  function readClassWeight(): Training['class_weight'] {
    switch (form.classWeight.mode) {
      case 'none':
        return {}
      case 'balanced':
        return { ...balancedClassWeights(dataset.value?.balance.map(({ train }) => train) ?? []) }
      case 'hand':
        return { ...form.classWeight.byHand }
    }
  }
  const augmentation = computed(() => readAugmentation(form.augmentation))

  /** Settings for the backend. */
  const training = computed<Training>(() => {
    const { EarlyStopping, ReduceLROnPlateau, SwitchOptimizer } = form.callbacks
    return {
      ...form.training,
      callbacks: {
        ...form.training.callbacks,
        EarlyStopping: form.on.EarlyStopping ? EarlyStopping : null,
        ReduceLROnPlateau: form.on.ReduceLROnPlateau ? ReduceLROnPlateau : null,
        SwitchOptimizer: form.on.SwitchOptimizer ? SwitchOptimizer : null
      },
      augmentation: augmentation.value,
      class_weight: readClassWeight()
    }
  })

  function readStart(): Run['startFrom'] | null {
    const { kind, runId, pop, unfreezeFrom } = form.start
    switch (kind) {
      case 'new':
        return { kind }
      case 'pretrained':
        return { kind, name: 'mnist-cnn', pop, unfreezeFrom }
      case 'continue':
        return runId === null ? null : { kind, runId, checkpoint: 'best' }
      case 'transfer':
        return runId === null ? null : { kind, runId, pop, unfreezeFrom }
    }
  }
  /** null while the run to start from is still to be chosen. */
  const startFrom = computed(readStart)

  useFormDraft(
    () => ({
      datasetId: form.datasetId,
      model: form.model,
      training: training.value,
      classWeight: form.classWeight,
      start: form.start
    }),
    draft => {
      fillTraining(draft.training)
      Object.assign(form, { ...draft, training: form.training })
    }
  )

  return { form, dataset, model, training, augmentation, startFrom, chooseModel, chooseOptimizer, fillFrom }
})
export type TrainForm = ReturnType<typeof useTrainForm>['form']
