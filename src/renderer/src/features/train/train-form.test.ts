import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { useTrainForm } from './train-form'

beforeEach(() => setActivePinia(createPinia()))

test('a preset with a plan of its own takes the usual callbacks off; the next one brings them back', () => {
  const form = useTrainForm()
  const watching = () => form.training.callbacks
  expect(watching()).toMatchObject({ EarlyStopping: { patience: 3 }, ReduceLROnPlateau: { patience: 2 } })
  form.chooseModel('best')
  expect(watching()).toMatchObject({ EarlyStopping: null, ReduceLROnPlateau: null })
  expect(form.training.schedule).toMatchObject({ kind: 'cosine' })
  form.chooseModel('deep')
  expect(watching()).toMatchObject({ EarlyStopping: { patience: 3 }, ReduceLROnPlateau: { patience: 2 } })
  expect(form.training.schedule).toEqual({ kind: 'constant' })
})

test('a preset without callbacks of its own leaves those that the user has set', () => {
  const form = useTrainForm()
  form.form.on.EarlyStopping = false
  form.chooseModel('deep')
  expect(form.training.callbacks.EarlyStopping).toBeNull()
})
