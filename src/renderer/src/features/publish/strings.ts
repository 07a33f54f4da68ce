import { count, plural } from '@/ui/format'
import type { ExportFormat } from '@shared/contract/exports'
import type { SasChange, SasReport } from '@shared/contract/sas'

interface FormatWords {
  readonly name: string
  readonly text: string
}

export const publishStrings = {
  title: 'Publish',
  tabs: { export: 'Export', manifests: 'Manifests', share: 'Share', sas: 'Annotation server' },
  skipped: (n: number) => `${count(n)} left out`,
  skippedWhere: 'Where',
  skippedWhy: 'Why',
  scope: {
    label: 'Images',
    all: (n: number) => `All images (${count(n)})`,
    selection: (n: number) => `Selection of the Library (${count(n)})`,
    labelled: 'Labelled images only',
    source: (name: string, n: number) => `${name} (${count(n)})`
  },
  export: {
    groups: { iiif: 'IIIF and web', training: 'For other programs', models: 'Models' },
    formats: {
      bundle: { name: 'Static bundle', text: 'Manifest, annotations and tiles for any web server' },
      iiif3: { name: 'IIIF 3 manifest', text: 'With pictures and annotation pages' },
      iiif2: { name: 'IIIF 2 manifest', text: 'With pictures and annotation lists' },
      w3c: { name: 'W3C annotations', text: 'An AnnotationPage per canvas' },
      coco: { name: 'COCO', text: 'Boxes of all images in one JSON file' },
      yolo: { name: 'YOLO', text: 'A text file per image and data.yaml' },
      voc: { name: 'Pascal VOC', text: 'An XML file per image' },
      csv: { name: 'CSV', text: 'A row per label, and the images’ columns' },
      crops: { name: 'Folders of crops', text: 'A folder per class, as ImageNet has them' },
      predictions: { name: 'Predictions', text: 'An AnnotationPage per run' },
      annotations_data: { name: 'annotations_data', text: 'True and predicted label with confidence, per run' },
      tables: { name: 'Tables', text: 'Reports, matrices, comparisons and folds as CSV' }
    } satisfies Record<ExportFormat, FormatWords>,
    format: 'Format',
    target: 'Folder',
    targetKind: 'Where to',
    targets: { download: 'Download as zip', folder: 'Folder' },
    targetHints: {
      download: 'Made on the machine that runs Vitrine, kept there until Vitrine ends.',
      folder: 'A new or empty folder on the machine that runs Vitrine. Nothing is written over.'
    },
    targetPlaceholder: '/home/you/exports/collection',
    choose: 'Folder…',
    baseUrl: 'Published at',
    baseUrlPlaceholder: 'https://example.org/collection',
    bundleUrlPlaceholder: 'http://localhost:8000',
    baseUrlHint: 'Addresses in the documents start with it. A viewer needs the right one.',
    pictures: 'Write the picture files, too',
    runs: 'Run',
    allRuns: 'All runs',
    start: 'Export',
    noTarget: 'Name a folder to write into.',
    noImages: 'There are no images to export.',
    losses: (format: string) => `${format}: what is lost`,
    goesAlong: (n: number, images: number) => `${plural(n, 'annotation')} of ${plural(images, 'image')}`,
    nothingLost: 'Nothing is lost.',
    download: 'Download',
    downloadOf: (name: string) => `Download ${name} as zip`,
    results: 'Exports of this session',
    none: 'Nothing exported yet',
    noneText: 'Choose a format. What was left out, and why, is listed here.',
    done: (n: number, files: number) => `${plural(n, 'annotation')} · ${plural(files, 'file')}`,
    reveal: 'Show folder',
    copyPath: 'Copy path',
    running: 'Exporting',
    cancel: 'Cancel'
  },
  share: {
    off: 'Not shared',
    offText:
      'Other programs on this machine or network can read the project as IIIF while you share it. It is off until you start it, and it ends with the project.',
    address: 'Address',
    thisMachine: 'this machine',
    addressHint: '127.0.0.1 is seen by this machine alone. Any other address can be reached by your network.',
    port: 'Port',
    portHint: '0 takes a free one.',
    allowsWriting: 'Others may add, change and delete annotations',
    writing: 'Others may read and write.',
    reading: 'Others may only read.',
    start: 'Start sharing',
    stop: 'Stop sharing',
    url: 'Secret address',
    urlHint: 'Whoever has it sees everything in the project.',
    sas: 'Annotation server',
    manifests: 'Manifests',
    manifest: 'Manifest',
    canvases: 'Canvases',
    copy: 'Copy',
    copied: 'Copied',
    copyAddress: (what: string) => `Copy ${what.toLowerCase()}`,
    v3: 'IIIF 3',
    v2: 'IIIF 2',
    state: 'Content state',
    open: 'Open in Mirador',
    openHint:
      'Opens projectmirador.org in your browser with this manifest. Needs the internet, and a share at 127.0.0.1: browsers let that page read no other http address.',
    copyOf: (what: string, label: string) => `Copy ${what} of ${label}`
  },
  sas: {
    form: 'Compare with an annotation server',
    server: 'Address of a Simple Annotation Server',
    serverPlaceholder: 'http://localhost:8888',
    scope: 'Canvases of',
    noAddress: 'An address starts with http:// or https://.',
    hint: 'The server is asked for each canvas. Nothing is changed on either side before you say so.',
    comparePull: 'Compare for pulling',
    comparePush: 'Compare for pushing',
    pull: 'Pull',
    push: 'Push',
    cancel: 'Cancel',
    empty: 'Not compared yet',
    emptyText: 'Compare first: what each side has is listed, and what both have changed is yours to decide.',
    counts: ({ add, change, conflict, gone, same }: SasReport['counts']) =>
      [
        `${count(add)} to add`,
        `${count(change)} to change`,
        plural(conflict, 'conflict'),
        ...(gone > 0 ? [`${count(gone)} gone there`] : []),
        `${count(same)} the same`
      ].join(' · '),
    done: (n: number, verb: string) => `${plural(n, 'annotation')} ${verb}.`,
    pulled: 'pulled',
    pushed: 'pushed',
    working: 'Comparing',
    nothingReady: 'Nothing to carry out. Where both sides differ, choose which one to keep.',
    table: 'What differs',
    columns: { state: 'State', image: 'Image', mine: 'Here', theirs: 'There', choice: 'What happens' },
    states: {
      same: 'same',
      add: 'new',
      change: 'changed',
      'other-way': 'other way',
      conflict: 'conflict',
      gone: 'gone there'
    } satisfies Record<SasChange['state'], string>,
    effects: {
      pull: {
        add: 'comes here',
        change: 'changes here',
        'other-way': 'a push would send it',
        gone: 'stays here',
        conflict: '',
        same: ''
      },
      push: {
        add: 'goes there',
        change: 'changes there',
        'other-way': 'a pull would bring it',
        gone: '',
        conflict: '',
        same: ''
      }
    } satisfies Record<SasReport['direction'], Record<SasChange['state'], string>>,
    undecided: 'Neither',
    mine: 'Here',
    theirs: 'There',
    choose: (id: string) => `Which one to keep of ${id}`,
    decideAll: (n: number) => `Of all ${count(n)} keep`,
    more: (shown: string, all: string) => `The first ${shown} of ${all}. What is not shown is carried out, too.`,
    equal: 'Both sides say the same'
  }
}
