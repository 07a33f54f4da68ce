import type { Recipe, RecipeStep } from '@shared/contract/recipe'

type CropStep = Extract<RecipeStep, { kind: 'crop' }>

const whole: CropStep = { kind: 'crop', policy: 'whole', margin: 0 }
const box: CropStep = { kind: 'crop', policy: 'box', margin: 0 }
const wideBox: CropStep = { kind: 'crop', policy: 'box', margin: 0.1 }
const square: CropStep = { kind: 'crop', policy: 'square', margin: 0 }

/** `box + 10 %` */
export function nameCrop({ policy, margin }: CropStep): string {
  if (policy === 'whole' || margin === 0) return policy
  return `${policy} + ${Math.round(100 * margin)} %`
}

/** The recipe with another crop, first of all; without a crop it takes the whole picture. */
function withCrop(recipe: Recipe, crop: CropStep): Recipe {
  return {
    ...recipe,
    name: `${recipe.name} · ${nameCrop(crop)}`.slice(-80),
    steps: [crop, ...recipe.steps.filter(({ kind }) => kind !== 'crop')]
  }
}

/** Box ablation: the same recipe with nothing but the crop changed. */
export const cropVariants = (recipe: Recipe): readonly Recipe[] =>
  [whole, box, wideBox, square].map(crop => withCrop(recipe, crop))

/** Simple recipes for grey inputs of this size, one per crop, fit and polarity: what is tried first on new photos. */
export function recipeGrid(width: number, height: number): readonly Recipe[] {
  const polarities = ['keep', 'invert', 'auto'] as const
  return [whole, box, wideBox].flatMap(crop =>
    (['squash', 'pad'] as const).flatMap(aspect =>
      polarities.map(mode => ({
        name: [nameCrop(crop), aspect, mode].join(' · '),
        transparency: 'white' as const,
        steps: [
          crop,
          { kind: 'color' as const, mode: 'L' as const },
          { kind: 'polarity' as const, mode },
          {
            ...{ kind: 'resize' as const, width, height, kernel: 'lanczos3' as const, aspect },
            ...{ pad: 'border' as const, inset: 0 }
          },
          { kind: 'scale' as const, range: '0-1' as const }
        ]
      }))
    )
  )
}
