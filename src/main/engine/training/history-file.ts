import { join } from 'node:path'
import type { Epoch } from '@shared/contract/runs'
import { writeFileAtomically } from '../../files/atomic-file'
import { realFileSystem, type FileSystem } from '../../files/file-system'

const columns = [
  'epoch',
  'accuracy',
  'loss',
  'precision',
  'recall',
  'f1',
  'val_accuracy',
  'val_loss',
  'val_precision',
  'val_recall',
  'val_f1',
  'learning_rate'
] as const satisfies readonly (keyof Epoch)[]

/** Text of `history.csv`: every digit of every figure, no times, so that equal runs have equal files. */
function historyText(history: readonly Epoch[]): string {
  const rows = history.map(row => columns.map(column => row[column] ?? '').join(','))
  return `${[columns.join(','), ...rows].join('\n')}\n`
}

export async function writeHistory(
  runFolder: string,
  history: readonly Epoch[],
  fileSystem: FileSystem = realFileSystem
): Promise<void> {
  await writeFileAtomically(join(runFolder, 'history.csv'), historyText(history), fileSystem)
}
