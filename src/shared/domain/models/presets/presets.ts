import { cnn1, cnn2, cnn3, cnnSoftmax, cnnSvm, lenet5, lenet5Relu, simpleCnn } from './classic.ts'
import { photo } from './photo.ts'
import type { Preset } from './preset.ts'
import { best, resnet18, resnet18Frozen } from './residual.ts'
import { deep, mnistCnn, scratch, transfer } from './study.ts'

/** All models that ship as data, in the order in which they are offered. */
export const presets: readonly Preset[] = [
  scratch,
  deep,
  transfer,
  lenet5,
  lenet5Relu,
  simpleCnn,
  cnnSoftmax,
  cnnSvm,
  cnn1,
  cnn2,
  cnn3,
  best,
  resnet18,
  resnet18Frozen,
  mnistCnn,
  photo
]

/** The preset of that name, undefined when there is none. */
export function findPreset(name: string): Preset | undefined {
  return presets.find(preset => preset.name === name)
}
