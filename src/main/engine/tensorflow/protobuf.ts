/** Writes protocol-buffer wire format: varints, 32-bit floats and length-delimited fields, which is all that a graph needs. */
export class ProtobufWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  #reserve(extra: number): void {
    const needed = this.#length + extra
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, needed))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }

  varint(value: number): this {
    // Negative numbers are written as 64-bit two's complement: ten bytes.
    let rest = BigInt.asUintN(64, BigInt(value))
    this.#reserve(10)
    while (rest > 127n) {
      this.#bytes[this.#length++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.#bytes[this.#length++] = Number(rest)
    return this
  }

  integer(field: number, value: number | boolean): this {
    return this.varint(field << 3).varint(Number(value))
  }

  float(field: number, value: number): this {
    this.varint((field << 3) | 5)
    this.#reserve(4)
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true)
    this.#length += 4
    return this
  }

  bytes(field: number, value: Uint8Array | string | ProtobufWriter): this {
    const content =
      value instanceof ProtobufWriter
        ? value.finish()
        : typeof value === 'string'
          ? new TextEncoder().encode(value)
          : value
    this.varint((field << 3) | 2).varint(content.length)
    this.#reserve(content.length)
    this.#bytes.set(content, this.#length)
    this.#length += content.length
    return this
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}
