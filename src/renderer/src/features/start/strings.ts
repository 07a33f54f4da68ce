import { count, plural } from '@/ui/format'

export const startStrings = {
  title: 'Start',
  product: 'Vitrine',
  purpose: 'Annotate images, train classifiers on them, and find out why they err. Everything stays on this machine.',
  openSample: 'Open sample project',
  sampleHint: 'Photos with boxes around ten garment classes and a small part of Fashion-MNIST.',
  sample: 'Sample project',
  sampleText: 'Wardrobe: ten garment classes, as photographs and as 28 × 28 catalogue images',
  opening: 'Opening…',
  actions: {
    create: 'New project',
    open: 'Open project…',
    manifest: 'Open IIIF manifest…',
    import: 'Import photos, data…'
  },
  drop: {
    title: 'Drop photos, folders, a IIIF manifest or a .vitrine project here',
    text: 'JPEG, PNG, TIFF, WebP · manifest.json, info.json, AnnotationPage · IDX .gz, CSV, COCO, YOLO, Pascal VOC. Nothing leaves this machine.'
  },
  recent: {
    title: 'Recent',
    projects: (n: number) => plural(n, 'project'),
    none: 'Projects that you open show here.',
    images: (n: number) => plural(n, 'image'),
    runs: (n: number) => (n === 0 ? 'no runs' : plural(n, 'run')),
    missing: 'Folder not found. It was moved, or its drive is not connected.',
    locate: 'Locate…',
    forget: 'Remove from the list'
  },
  machine: {
    title: 'This machine',
    enginePage: 'Engine page',
    speed: (n: number) => `${count(Math.round(n))} img/s`,
    ready: 'ready',
    unavailable: 'not available',
    none: 'Not checked yet',
    measured: 'Measured on “scratch”, batch 64, one step checked against the reference.'
  },
  newProject: {
    title: 'New project',
    name: 'Name',
    namePlaceholder: 'Wardrobe study',
    folder: 'Folder',
    choose: 'Choose…',
    hint: (path: string) => `Makes the folder ${path}`,
    create: 'Create',
    nameNeeded: 'A name is needed.'
  },
  openProject: {
    title: 'Open project',
    path: 'Path of the .vitrine folder',
    placeholder: '/home/you/Documents/Wardrobe.vitrine',
    choose: 'Choose…',
    open: 'Open'
  },
  unreachable: 'The program does not answer. Start it again; this page comes back by itself.',
  cancel: 'Cancel'
}
