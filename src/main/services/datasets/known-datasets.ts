import type { CatalogueEntry } from '@shared/contract/datasets'

/** A dataset of four IDX files that Vitrine knows by name. */
export interface KnownDataset extends Omit<CatalogueEntry, 'state' | 'bytes' | 'download'> {
  /** Folders of this machine that may hold its files, best first, beside what was downloaded. */
  readonly folders: readonly string[]
  /** Below the program's resources, for what ships with it. */
  readonly shipped?: string
  readonly download?: {
    /** Folder on the web, with a slash at its end. */
    readonly from: string
    readonly files: readonly RemoteFile[]
  }
}

export interface RemoteFile {
  readonly name: string
  /** Packed, as it is sent. */
  readonly bytes: number
  /** Of the unpacked content: mirrors and distributions pack the same content anew. */
  readonly unpackedBytes: number
  readonly sha256: string
}

/** Fashion-MNIST's classes in the order of its labels (https://github.com/zalandoresearch/fashion-mnist#labels). */
export const garments = [
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

/** Packed sizes and SHA-256 of the content, in the order of `fileNames`; the unpacked sizes are those of every such set. */
const fileNames = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']
const unpackedBytes = [47_040_016, 60_008, 7_840_016, 10_008]
const remoteFiles = (facts: readonly (readonly [bytes: number, sha256: string])[]): readonly RemoteFile[] =>
  facts.map(([bytes, sha256], at) => ({
    name: `${fileNames[at]}-ubyte.gz`,
    bytes,
    unpackedBytes: unpackedBytes[at] ?? 0,
    sha256
  }))

export const knownDatasets: readonly KnownDataset[] = [
  {
    id: 'fashion-mnist-200',
    title: 'Fashion-MNIST, 200 per class',
    classes: garments,
    counts: { train: 2000, test: 500 },
    licence: 'MIT',
    hint: 'Ships with Vitrine: a small part for trying things out.',
    folders: [],
    shipped: 'datasets/fashion-mnist-200'
  },
  {
    id: 'fashion-mnist',
    title: 'Fashion-MNIST',
    classes: garments,
    counts: { train: 60_000, test: 10_000 },
    licence: 'MIT',
    hint: 'On Debian: apt-get install dataset-fashion-mnist. Elsewhere import a folder with its four IDX files.',
    folders: ['/usr/share/datasets/fashion-mnist'],
    download: {
      // The authors' own repository.
      from: 'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
      files: remoteFiles([
        [26_421_880, 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888'],
        [29_515, 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9'],
        [4_422_102, '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b'],
        [5148, '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34']
      ])
    }
  },
  {
    id: 'mnist',
    title: 'MNIST digits',
    classes: digits,
    counts: { train: 60_000, test: 10_000 },
    licence: 'CC BY-SA 3.0',
    hint: 'Import a folder with its four IDX files, if you have them.',
    folders: ['/usr/share/datasets/mnist'],
    download: {
      // The authors' own page gives the files out no more; this is the copy that PyTorch's torchvision fetches.
      from: 'https://ossci-datasets.s3.amazonaws.com/mnist/',
      files: remoteFiles([
        [9_912_422, 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'],
        [28_881, '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'],
        [1_648_877, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'],
        [4542, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2']
      ])
    }
  }
]
