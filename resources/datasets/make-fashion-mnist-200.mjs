// Makes the small Fashion-MNIST that ships with Vitrine: node make-fashion-mnist-200.mjs FOLDER_WITH_THE_FOUR_FILES
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

const CLASSES = 10
const PARTS = [
  { prefix: 'train', perClass: 200 },
  { prefix: 't10k', perClass: 50 }
]
// SHA-256 of the unzipped files: distributors compress them anew, so the .gz files differ from one another.
const SOURCE_SHA256 = {
  'train-images-idx3-ubyte.gz': 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  'train-labels-idx1-ubyte.gz': 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  't10k-images-idx3-ubyte.gz': '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  't10k-labels-idx1-ubyte.gz': '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34'
}
// IDX magic numbers: unsigned bytes (0x08) in three dimensions and in one.
const IMAGES_MAGIC = 0x00000803
const LABELS_MAGIC = 0x00000801

const sourceFolder = process.argv[2]
if (sourceFolder === undefined) {
  console.error('Name the folder that holds the four Fashion-MNIST .gz files.')
  process.exit(2)
}
const targetFolder = join(import.meta.dirname, 'fashion-mnist-200')
await mkdir(targetFolder, { recursive: true })

for (const { prefix, perClass } of PARTS) {
  const images = parseImages(await readSource(`${prefix}-images-idx3-ubyte.gz`))
  const labels = parseLabels(await readSource(`${prefix}-labels-idx1-ubyte.gz`))
  if (images.count !== labels.length) throw new Error(`${prefix}: ${images.count} images but ${labels.length} labels`)
  const chosen = firstOfEachClass(labels, perClass)
  await writeTarget(`${prefix}-images-idx3-ubyte.gz`, encodeImages(images, chosen))
  await writeTarget(`${prefix}-labels-idx1-ubyte.gz`, encodeLabels(labels, chosen))
}

/** Indices of the first `perClass` examples of each class, in the order of the source. */
function firstOfEachClass(labels, perClass) {
  const taken = new Array(CLASSES).fill(0)
  const chosen = []
  for (const [index, label] of labels.entries()) {
    if (taken[label] === perClass) continue
    taken[label] += 1
    chosen.push(index)
  }
  if (taken.some(count => count !== perClass)) throw new Error(`a class has fewer than ${perClass} examples`)
  return chosen
}

function parseImages(bytes) {
  if (bytes.readUInt32BE(0) !== IMAGES_MAGIC) throw new Error('not an IDX file of images')
  const [count, height, width] = [4, 8, 12].map(offset => bytes.readUInt32BE(offset))
  return { count, height, width, pixels: bytes.subarray(16) }
}

function parseLabels(bytes) {
  if (bytes.readUInt32BE(0) !== LABELS_MAGIC) throw new Error('not an IDX file of labels')
  return bytes.subarray(8)
}

function encodeImages({ height, width, pixels }, chosen) {
  const size = height * width
  const pictures = chosen.map(index => pixels.subarray(index * size, (index + 1) * size))
  return Buffer.concat([bigEndian(IMAGES_MAGIC, chosen.length, height, width), ...pictures])
}

function encodeLabels(labels, chosen) {
  return Buffer.concat([bigEndian(LABELS_MAGIC, chosen.length), Uint8Array.from(chosen, index => labels[index])])
}

function bigEndian(...numbers) {
  const bytes = Buffer.alloc(4 * numbers.length)
  numbers.forEach((number, index) => bytes.writeUInt32BE(number, 4 * index))
  return bytes
}

async function readSource(name) {
  const bytes = gunzipSync(await readFile(join(sourceFolder, name)))
  if (sha256(bytes) !== SOURCE_SHA256[name]) throw new Error(`${name} is not the published Fashion-MNIST`)
  return bytes
}

async function writeTarget(name, bytes) {
  const zipped = gzipSync(bytes, { level: 9 })
  // The operating system's code in the header; 255 (unknown, RFC 1952) keeps the file the same on every system.
  zipped[9] = 255
  await writeFile(join(targetFolder, name), zipped)
  console.log(`${sha256(zipped)}  ${name}  ${zipped.length} bytes`)
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
