/** A step that can't go on; the message ends with what would let it. */
export class ProvisionError extends Error {
  readonly reason: string
  readonly remedy: string
}
