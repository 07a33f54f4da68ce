export interface EngineRelease {
  readonly project: string
  readonly platform: string
  readonly bytes: number
  readonly sha256: string
  readonly variant: string
  readonly version: string
  readonly diskBytes: number
}
export const tensorflowVersion: string
export const markerName: string
export const bindingName: string
export const layoutVersion: number
export function engineRelease(options?: { gpu?: boolean; platform?: string; arch?: string }): EngineRelease | null
export function userCache(env?: NodeJS.ProcessEnv, platform?: string): string
export function engineRoot(options?: { cacheDir?: string; gpu?: boolean }): string
