import type { RecipeStep } from '@shared/contract/recipe'
import { nameCrop } from '@shared/domain/recipes/variants'

export type StepKind = RecipeStep['kind']
export type StepField =
  | { readonly key: string; readonly label: string; readonly options: readonly string[] }
  | {
      readonly key: string
      readonly label: string
      readonly min: number
      readonly max: number
      readonly step: number
      readonly integer: boolean
    }

const share = (key: string, label: string): StepField => ({ key, label, min: 0, max: 1, step: 0.05, integer: false })
const whole = (key: string, label: string, min: number, max: number): StepField => ({
  ...{ key, label, min, max },
  step: 1,
  integer: true
})
const grounds = ['border', 'black', 'white']

/** Settings of each kind of step, in the contract's words. */
export const stepFields: Readonly<Record<StepKind, readonly StepField[]>> = {
  crop: [{ key: 'policy', label: 'policy', options: ['whole', 'box', 'square'] }, share('margin', 'margin')],
  shrink: [whole('side', 'side', 1, 1024)],
  background: [share('tolerance', 'tolerance')],
  trim: [share('margin', 'margin')],
  color: [{ key: 'mode', label: 'mode', options: ['L', 'RGB'] }],
  polarity: [{ key: 'mode', label: 'mode', options: ['keep', 'invert', 'auto'] }],
  contrast: [share('low', 'low'), share('high', 'high'), whole('black', 'black', 0, 254)],
  fill: [{ key: 'ground', label: 'ground', options: grounds }],
  resize: [
    whole('width', 'width', 1, 1024),
    whole('height', 'height', 1, 1024),
    { key: 'kernel', label: 'kernel', options: ['nearest', 'bilinear', 'area', 'lanczos3', 'cubic'] },
    { key: 'aspect', label: 'aspect', options: ['squash', 'pad', 'crop'] },
    { key: 'pad', label: 'pad', options: grounds },
    whole('inset', 'inset', 0, 256)
  ],
  edges: [{ key: 'mode', label: 'mode', options: ['replace', 'append'] }],
  scale: []
}

/** A step of each kind as it is added. */
export const newSteps: Readonly<Record<StepKind, RecipeStep>> = {
  crop: { kind: 'crop', policy: 'box', margin: 0.1 },
  shrink: { kind: 'shrink', side: 320 },
  background: { kind: 'background', tolerance: 0.1 },
  trim: { kind: 'trim', margin: 0 },
  color: { kind: 'color', mode: 'L' },
  polarity: { kind: 'polarity', mode: 'auto' },
  contrast: { kind: 'contrast', low: 0.01, high: 0.99, black: 0 },
  fill: { kind: 'fill', ground: 'black' },
  resize: { kind: 'resize', width: 28, height: 28, kernel: 'area', aspect: 'pad', pad: 'border', inset: 0 },
  edges: { kind: 'edges', mode: 'replace' },
  scale: { kind: 'scale', range: '0-1' }
}

const percent = (value: number): string => `${Math.round(100 * value)} %`

/** What a step is set to, in a few words. */
export function describeStep(step: RecipeStep): string {
  switch (step.kind) {
    case 'crop':
      return nameCrop(step)
    case 'shrink':
      return `to ${step.side}`
    case 'background':
      return percent(step.tolerance)
    case 'trim':
      return step.margin === 0 ? 'garment' : `+ ${percent(step.margin)}`
    case 'color':
      return step.mode === 'L' ? 'grey' : 'RGB'
    case 'polarity':
      return step.mode === 'auto' ? 'from border' : step.mode
    case 'contrast':
      return `${percent(step.low)} – ${percent(step.high)}`
    case 'fill':
      return step.ground
    case 'resize':
      return `${step.aspect}, ${step.kernel}, ${step.width} × ${step.height}`
    case 'edges':
      return step.mode
    case 'scale':
      return '0–1'
  }
}

/** The current value of a setting, and the step with another one. */
export const valueOf = (step: RecipeStep, key: string): string | number | undefined =>
  // Keys come from `stepFields` of the step's own kind.
  (step as unknown as Readonly<Record<string, string | number>>)[key]
export const withValue = (step: RecipeStep, key: string, value: string | number): RecipeStep =>
  // Key and value come from `stepFields` of the step's own kind; the backend checks them all the same.
  ({ ...step, [key]: value }) as RecipeStep
