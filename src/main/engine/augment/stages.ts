import type { Augmentation } from '@shared/contract/training'

type Of<Name extends Augmentation['class_name']> = Extract<Augmentation, { class_name: Name }>
/** Augmentations that move pixels. */
export type Move = Of<'RandomRotation' | 'RandomZoom' | 'RandomFlip' | 'RandomTranslation'>
/** Augmentations that change values in place. */
export type Tint = Exclude<Augmentation, Move>

/** One pass over the pixels. Moves that follow one another are one warp, so that pixels are interpolated once. */
export type Stage =
  { readonly kind: 'warp'; readonly moves: readonly Move[] } | { readonly kind: 'tint'; readonly tint: Tint }

const isMove = (augmentation: Augmentation): augmentation is Move =>
  ['RandomRotation', 'RandomZoom', 'RandomFlip', 'RandomTranslation'].includes(augmentation.class_name)

/** The passes that carry out a list of augmentations in its order. */
export function planStages(augmentations: readonly Augmentation[]): readonly Stage[] {
  const stages: Stage[] = []
  for (const augmentation of augmentations) {
    const last = stages.at(-1)
    if (!isMove(augmentation)) stages.push({ kind: 'tint', tint: augmentation })
    else if (last?.kind === 'warp') stages[stages.length - 1] = { kind: 'warp', moves: [...last.moves, augmentation] }
    else stages.push({ kind: 'warp', moves: [augmentation] })
  }
  return stages
}

/** How many numbers per example a stage is steered by; their meaning stands in parameters.ts. */
export function stageWidth(stage: Stage): number {
  if (stage.kind === 'warp') return 8
  return stage.tint.class_name === 'RandomCutout' ? 4 : 1
}

/** Numbers per example of all stages together. */
export const parameterWidth = (stages: readonly Stage[]): number =>
  stages.reduce((sum, stage) => sum + stageWidth(stage), 0)

/** `[height, width, channels]`. */
export type ImageShape = readonly [number, number, number]

/** Brightness at which a pixel stops counting as ground: RandomBackground fills in full at 0 and fades out up to here. */
export const groundLimit = 0.1
