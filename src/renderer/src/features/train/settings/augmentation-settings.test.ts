import { expect, test } from 'vitest'
import type { Augmentation } from '@shared/contract/training'
import { augmentationNames, createAugmentationSettings, readAugmentation } from './augmentation-settings'

test('layers of an earlier run come back as they were: each setting, and their order', () => {
  const given: readonly Augmentation[] = [
    { class_name: 'RandomBackground', probability: 0.3, max: 0.9 },
    { class_name: 'RandomFlip', mode: 'vertical' },
    { class_name: 'RandomTranslation', height_factor: 0.2, width_factor: 0.05 }
  ]
  expect(readAugmentation(createAugmentationSettings(given))).toEqual(given)
})

test('every layer can be switched on as it stands, and none is on by itself', () => {
  const settings = createAugmentationSettings()
  expect(readAugmentation(settings)).toEqual([])
  for (const setting of settings) setting.on = true
  expect(readAugmentation(settings).map(({ class_name }) => class_name)).toEqual(augmentationNames)
})
