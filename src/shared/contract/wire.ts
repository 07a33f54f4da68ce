/** From this length on a list of numbers is worth a form of its own on the wire. */
const longList = 1000

/**
 * Long lists of numbers cross the wire as one text: oRPC's serializer would walk them item by item, which for 70,000
 * ids takes longer than finding them. Client and server are given the same list; procedures see plain arrays.
 */
export const wireSerializers = [
  {
    // oRPC's own types have the numbers below.
    type: 20,
    condition: (data: unknown): boolean =>
      Array.isArray(data) && data.length >= longList && data.every(item => typeof item === 'number'),
    serialize: (numbers: readonly number[]): string => numbers.join(),
    deserialize(text: unknown): number[] {
      if (typeof text !== 'string') throw new TypeError('A list of numbers was expected as text.')
      return text.split(',').map(Number)
    }
  }
]
