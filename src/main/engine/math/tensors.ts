import { VitrineError } from '@shared/contract/errors'
import type { NamedTensor } from '../backend'

/** Copies the tensor of that name into `target`. Throws CORRUPT when it is missing or of another size. */
export function restoreTensor(saved: readonly NamedTensor[], name: string, target: Float32Array | undefined): void {
  const tensor = saved.find(candidate => candidate.name === name)
  if (!target || tensor?.data.length !== target.length) {
    const found = tensor ? `has ${tensor.data.length} values instead of ${target?.length ?? 0}` : 'is missing'
    throw new VitrineError(
      'CORRUPT',
      `"${name}" ${found}: these weights belong to another model or are damaged. Start from another run, or train anew.`,
      { name }
    )
  }
  target.set(tensor.data)
}
