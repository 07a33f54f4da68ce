export interface EngineStatus {
  readonly available: boolean
  readonly root: string
  /** Why it can't be used and what to do, null when it can. */
  readonly reason: string | null
  /** Null where nothing is published for this machine. */
  readonly downloadBytes: number | null
}
export interface ProvisionProgress {
  readonly phase: 'wait' | 'prepare' | 'download' | 'unpack' | 'build' | 'check'
  readonly message: string
  /** Bytes so far and of all; absent where they are unknown. */
  readonly done?: number
  readonly total?: number | null
}
interface Variant {
  readonly cacheDir?: string
  readonly gpu?: boolean
}
interface InstallOptions extends Variant {
  readonly onProgress?: (progress: ProvisionProgress) => void
  readonly signal?: AbortSignal
}
export function engineStatus(options?: Variant): EngineStatus
export function tryEngine(root: string): Promise<{ version: string; gpu: boolean }>
export function provisionEngine(options?: InstallOptions): Promise<{ root: string; reused: boolean }>
export function uninstallEngine(options?: Variant): Promise<{ root: string; removed: boolean }>
