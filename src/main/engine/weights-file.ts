import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { VitrineError } from '@shared/contract/errors'
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from '@shared/domain/models/safetensors'
import { explaining } from '../files/file-system'
import type { NamedTensor } from './backend'

/** Bytes of a safetensors file; with a digest of its values, so that a damaged one is told from a sound one. */
export function weightsBytes(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {}
): Uint8Array {
  return encodeSafetensors({ tensors, metadata: { format: 'vitrine', ...metadata, sha256: weightsDigest(tensors) } })
}

/** Reads a safetensors file. Throws NOT_FOUND, or CORRUPT when it is damaged. */
export async function readWeightsFile(path: string): Promise<SafetensorsFile> {
  const bytes = await explaining(path, () => readFile(path))
  return decodeWeights(bytes, path)
}

export function decodeWeights(bytes: Uint8Array, name: string): SafetensorsFile {
  let file: SafetensorsFile
  try {
    file = decodeSafetensors(bytes)
  } catch (error) {
    throw damaged(name, error instanceof Error ? error.message : String(error))
  }
  const expected = file.metadata['sha256']
  if (expected !== undefined && expected !== weightsDigest(file.tensors)) throw damaged(name, 'its values have changed')
  return file
}

/** SHA-256 of the tensors' values in their order, lower-case hex. */
export function weightsDigest(tensors: readonly NamedTensor[]): string {
  const hash = createHash('sha256')
  for (const { data } of tensors) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return hash.digest('hex')
}

function damaged(name: string, what: string): VitrineError {
  return new VitrineError(
    'CORRUPT',
    `The weights in ${name} are damaged: ${what}. Start from another run, or train anew.`,
    {
      file: name
    }
  )
}
