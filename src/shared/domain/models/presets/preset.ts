import type { Model } from '../../../contract/model.ts'
import type { TrainingInput } from '../../../contract/training.ts'

/** A model that ships with the program, for 28 × 28 grey images and ten classes unless it says otherwise. */
export interface Preset {
  readonly name: string
  readonly title: string
  /** One sentence: what it is and where it comes from. */
  readonly description: string
  readonly model: Model
  /** What this model needs in its training settings that differs from the defaults. */
  readonly training: TrainingInput
  /** Name of the shipped weights it starts from, null = new ones. */
  readonly pretrained: string | null
  /** Published or earlier test accuracy on Fashion-MNIST in percent, single split; null when none is given. */
  readonly reference: { readonly accuracy: number; readonly source: string } | null
}

/** Input shape `[height, width, channels]` of Fashion-MNIST and MNIST. */
export const GREY_28: [number, number, number] = [28, 28, 1]
