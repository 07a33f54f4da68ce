import { count, plural } from '@/ui/format'
import type { ImportReport } from '@shared/contract/sources'

export const importStrings = {
  title: 'Import',
  tabs: { path: 'Folder or file', url: 'Address', catalogue: 'Catalogue' },
  path: 'Path of a folder or file',
  pathPlaceholder: '/home/you/Pictures/collection',
  chooseFolder: 'Folder…',
  chooseFile: 'File…',
  chooseFiles: 'Files…',
  browserHint: 'Files and folders that you choose or drop here are copied into the project.',
  uploading: (n: number) => `Handing over ${plural(n, 'file')}`,
  emptyDrop: 'There are no files in what was dropped.',
  projectDropped: 'The browser does not tell where the project is. Type or paste its path.',
  url: 'Address of a IIIF manifest, collection or annotation page',
  urlPlaceholder: 'https://example.org/iiif/manifest.json',
  urlHint: 'Fetched once, now, because you ask. Nothing else leaves this machine.',
  format: 'Format',
  formats: {
    auto: 'Recognise',
    folder: 'Folder of images',
    iiif: 'IIIF',
    idx: 'IDX (MNIST)',
    sas: 'Annotation server',
    csv: 'CSV',
    coco: 'COCO',
    yolo: 'YOLO',
    voc: 'Pascal VOC'
  },
  copy: 'Copy the images into the project',
  copyHint: 'Off: they stay where they are, and the project cannot be moved to another machine.',
  start: 'Import',
  cancel: 'Cancel',
  add: 'Add',
  notHere: 'not on this machine',
  download: 'Download…',
  downloadTitle: 'What would be downloaded',
  downloadFrom: (host: string, size: string, files: number) =>
    `Not on this machine. ${plural(files, 'file')}, ${size}, would be fetched from ${host}.`,
  licence: (name: string) => `Licence: ${name}.`,
  downloadKept: 'Every file is checked against its SHA-256 (of the unpacked content) and kept for all projects.',
  downloadAndAdd: 'Download and add',
  notNow: 'Not now',
  catalogueEmpty: 'The catalogue is empty.',
  entry: (train: number, test: number, classes: number) =>
    `${count(train)} train, ${count(test)} test · ${classes} classes`,
  started: 'Import started. You can go on working.',
  done: ({ imported, known, skipped }: ImportReport) =>
    [
      (imported.images > 0 || imported.annotations === 0) && `${plural(imported.images, 'image')} imported`,
      imported.annotations > 0 && `${plural(imported.annotations, 'label')} added`,
      known > 0 && (known === 1 ? '1 was here already' : `${count(known)} were here already`),
      skipped.length > 0 && `${count(skipped.length)} left out`
    ]
      .filter(Boolean)
      .join(', ') + '.',
  showSkipped: 'Show',
  skippedTitle: 'Left out of the import',
  skippedHint: 'The rest was imported. Each line names the file or the place in the document, and why.',
  where: 'Where',
  why: 'Why',
  close: 'Close'
}
