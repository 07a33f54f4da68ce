// Reads what torch.save wrote before version 1.6: five pickles (magic number, protocol, system, tensors, storage keys),
// then each storage as an int64 count and its values. Knows only what a state_dict of float tensors needs.

const MAGIC = 0x1950a86a20f9469cfc6cn
const decoder = new TextDecoder()

const elementBytes = { FloatStorage: 4, LongStorage: 8 }

/** The tensors of a state_dict by name, `{ shape, data: Float32Array }`; integer tensors (counters) are left out. */
export function readPth(bytes) {
  const reader = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at: 0 }
  if (unpickle(reader) !== MAGIC) throw new Error('this is no .pth file of a PyTorch before 1.6')
  unpickle(reader)
  const { little_endian: littleEndian } = Object.fromEntries(unpickle(reader))
  if (!littleEndian) throw new Error('big endian tensors are not read')
  const state = unpickle(reader)
  const storages = new Map()
  const kinds = new Map([...state.values()].map(({ storage }) => [storage.key, storage.kind]))
  for (const key of unpickle(reader)) {
    const count = Number(reader.view.getBigInt64(reader.at, true))
    const length = count * elementBytes[kinds.get(key)]
    const start = reader.at + 8
    storages.set(key, bytes.subarray(start, start + length))
    reader.at = start + length
  }
  const tensors = new Map()
  for (const [name, { storage, offset, shape, stride }] of state) {
    if (storage.kind !== 'FloatStorage') continue
    const values = new Float32Array(Uint8Array.from(storages.get(storage.key)).buffer)
    tensors.set(name, { shape, data: inOrder(values.subarray(offset), shape, stride) })
  }
  return tensors
}

/** Values in C order: a tensor that was transposed before it was saved keeps its old order in the storage. */
function inOrder(values, shape, stride) {
  const size = shape.reduce((product, length) => product * length, 1)
  return Float32Array.from({ length: size }, (_, index) => {
    let rest = index
    let at = 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]) * stride[axis]
      rest = Math.floor(rest / shape[axis])
    }
    return values[at]
  })
}

const calls = {
  'collections OrderedDict': () => new Map(),
  'torch._utils _rebuild_tensor_v2': (storage, offset, shape, stride) => ({ storage, offset, shape, stride })
}

/** One pickle, protocol 2, up to its STOP. Dictionaries become Maps, tuples and lists arrays. */
function unpickle(reader) {
  const { bytes, view } = reader
  const stack = []
  const marks = []
  const memo = new Map()
  const sinceMark = () => stack.splice(marks.pop())
  const take = count => bytes.subarray(reader.at, (reader.at += count))
  const line = () => decoder.decode(take(bytes.indexOf(10, reader.at) - reader.at + 1)).trimEnd()
  const uint32 = () => view.getUint32((reader.at += 4) - 4, true)
  const setItems = (map, items) => {
    for (let at = 0; at < items.length; at += 2) map.set(items[at], items[at + 1])
  }
  for (;;) {
    const code = bytes[reader.at++]
    switch (code) {
      case 0x80: // PROTO
        reader.at++
        break
      case 0x2e: // STOP
        return stack.pop()
      case 0x28: // MARK
        marks.push(stack.length)
        break
      case 0x4b: // BININT1
        stack.push(bytes[reader.at++])
        break
      case 0x4d: // BININT2
        stack.push(view.getUint16((reader.at += 2) - 2, true))
        break
      case 0x4a: // BININT
        stack.push(view.getInt32((reader.at += 4) - 4, true))
        break
      case 0x8a: // LONG1
        stack.push(take(bytes[reader.at++]).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n))
        break
      case 0x4e: // NONE
        stack.push(null)
        break
      case 0x88: // NEWTRUE
        stack.push(true)
        break
      case 0x89: // NEWFALSE
        stack.push(false)
        break
      case 0x58: // BINUNICODE
        stack.push(decoder.decode(take(uint32())))
        break
      case 0x63: // GLOBAL
        stack.push(`${line()} ${line()}`)
        break
      case 0x71: // BINPUT
        memo.set(bytes[reader.at++], stack.at(-1))
        break
      case 0x72: // LONG_BINPUT
        memo.set(uint32(), stack.at(-1))
        break
      case 0x68: // BINGET
        stack.push(memo.get(bytes[reader.at++]))
        break
      case 0x6a: // LONG_BINGET
        stack.push(memo.get(uint32()))
        break
      case 0x7d: // EMPTY_DICT
        stack.push(new Map())
        break
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        stack.push([])
        break
      case 0x74: // TUPLE
        stack.push(sinceMark())
        break
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        stack.push(stack.splice(-(code - 0x84)))
        break
      case 0x65: { // APPENDS
        const items = sinceMark()
        stack.at(-1).push(...items)
        break
      }
      case 0x73: { // SETITEM
        const items = stack.splice(-2)
        setItems(stack.at(-1), items)
        break
      }
      case 0x75: { // SETITEMS
        const items = sinceMark()
        setItems(stack.at(-1), items)
        break
      }
      case 0x51: { // BINPERSID: ('storage', class, key, device, count, view)
        const [, kind, key] = stack.pop()
        stack.push({ kind: kind.split(' ')[1], key })
        break
      }
      case 0x52: { // REDUCE
        const [name, values] = stack.splice(-2)
        const call = calls[name]
        if (!call) throw new Error(`a state_dict of tensors calls no ${name}`)
        stack.push(call(...values))
        break
      }
      case 0x62: // BUILD: the module versions that a state_dict carries along
        stack.pop()
        break
      default:
        throw new Error(`opcode 0x${code.toString(16)} has no place in a state_dict`)
    }
  }
}
