export interface ShippedPackage {
  readonly name: string
  readonly version: string
  readonly licence: string
}
export declare function isShippable(licence: string): boolean
export declare function shippedPackages(): readonly ShippedPackage[]
