export interface SelectOption<T> {
  readonly value: T
  readonly label: string
  /** Second line: protocol, date, why it can't be chosen. */
  readonly hint?: string
  readonly disabled?: boolean
}
