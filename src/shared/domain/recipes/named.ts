import type { Recipe } from '@shared/contract/recipe'

/** The study's path: whole frame, luma, inverted, squashed to 28 × 28 with Lanczos; Pillow's bytes to 1 grey level. */
export const study: Recipe = {
  name: 'study',
  transparency: 'ignore',
  steps: [
    { kind: 'crop', policy: 'whole', margin: 0 },
    { kind: 'color', mode: 'L' },
    { kind: 'polarity', mode: 'invert' },
    { kind: 'resize', width: 28, height: 28, kernel: 'lanczos3', aspect: 'squash', pad: 'border', inset: 0 },
    { kind: 'scale', range: '0-1' }
  ]
}

/** What a photo needs to look like Fashion-MNIST: the garment alone, bright on black, its longer side filling the frame. */
export const fashionMnist: Recipe = {
  name: 'fashion-mnist',
  transparency: 'white',
  steps: [
    { kind: 'crop', policy: 'box', margin: 0.1 },
    { kind: 'shrink', side: 320 },
    { kind: 'background', tolerance: 0.1 },
    { kind: 'trim', margin: 0 },
    { kind: 'color', mode: 'L' },
    { kind: 'polarity', mode: 'auto' },
    { kind: 'contrast', low: 0.02, high: 0.98, black: 40 },
    { kind: 'fill', ground: 'black' },
    { kind: 'resize', width: 28, height: 28, kernel: 'area', aspect: 'pad', pad: 'black', inset: 1 },
    { kind: 'scale', range: '0-1' }
  ]
}

/** For backbones trained on ImageNet: the box with a margin, in colour, its proportions kept, 224 × 224. */
export const photo: Recipe = {
  name: 'photo',
  transparency: 'white',
  steps: [
    { kind: 'crop', policy: 'box', margin: 0.05 },
    { kind: 'color', mode: 'RGB' },
    { kind: 'resize', width: 224, height: 224, kernel: 'cubic', aspect: 'pad', pad: 'border', inset: 0 },
    { kind: 'scale', range: '0-1' }
  ]
}

/** The recipes that come with Vitrine. */
export const namedRecipes: readonly Recipe[] = [study, fashionMnist, photo]
