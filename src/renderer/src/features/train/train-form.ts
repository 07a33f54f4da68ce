import { computed, reactive } from 'vue'
import type { Model } from '@shared/contract/model'
import type { TrainingInput } from '@shared/contract/training'
import { findPreset } from '@shared/domain/models/presets/presets'

/** What the form holds; numbers are null while what is typed isn't valid. */
export interface TrainForm {
  datasetId: number | null
  model: string
  epochs: number | null
  batchSize: number | null
  optimizer: 'adam' | 'sgd'
  learningRate: number | null
  seed: number | null
  engine: 'auto' | 'tensorflow' | 'wasm' | 'cpu'
  earlyStopping: boolean
  reduceLROnPlateau: boolean
  terminateOnNaN: boolean
}

const usualRate = { adam: 0.001, sgd: 0.01 } as const

export function createTrainForm() {
  const form = reactive<TrainForm>({
    datasetId: null,
    model: 'scratch',
    epochs: 15,
    batchSize: 64,
    optimizer: 'adam',
    learningRate: usualRate.adam,
    seed: 42,
    engine: 'auto',
    earlyStopping: true,
    reduceLROnPlateau: true,
    terminateOnNaN: true
  })

  const model = computed<Model | null>(() => findPreset(form.model)?.model ?? null)

  function chooseOptimizer(name: TrainForm['optimizer']): void {
    form.optimizer = name
    form.learningRate = usualRate[name]
  }

  /** Settings for the backend, or null while a field isn't valid. */
  const training = computed<TrainingInput | null>(() => {
    const { epochs, batchSize, learningRate, seed } = form
    if (epochs === null || batchSize === null || learningRate === null || seed === null) return null
    const preset = findPreset(form.model)?.training ?? {}
    return {
      ...preset,
      epochs,
      batch_size: batchSize,
      optimizer:
        form.optimizer === 'adam'
          ? { name: 'adam', learning_rate: learningRate }
          : { name: 'sgd', learning_rate: learningRate, momentum: 0.9 },
      seed,
      engine: form.engine,
      callbacks: {
        EarlyStopping: form.earlyStopping ? {} : null,
        ReduceLROnPlateau: form.reduceLROnPlateau ? {} : null,
        TerminateOnNaN: form.terminateOnNaN
      }
    }
  })

  return { form, model, training, chooseOptimizer }
}
