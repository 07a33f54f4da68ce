export interface ImportRow {
  readonly folder: string
  readonly own: readonly string[]
  readonly packages: readonly string[]
}
export declare const table: readonly ImportRow[]
export declare const importRules: readonly object[]
