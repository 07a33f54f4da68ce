import type { SpawnEngine } from './engine-client/engine-port'
import type { FileSystem } from './files/file-system'

/** What a host gives the backend. */
export interface BackendPorts {
  readonly host: 'electron' | 'node'
  /** Settings, recent projects and the sample project: one folder per user. */
  readonly userDataDir: string
  /** Where `create` puts a project when no folder is named. */
  readonly documentsDir?: string
  /** The program's own data: sample, small datasets, palettes. */
  readonly resourcesDir: string
  /** The built window; absent on the command line and in tests of services. */
  readonly rendererDir?: string
  readonly version: string
  readonly spawnEngine: SpawnEngine
  readonly log: Log
  readonly clock?: () => Date
  /** For tests: a disk that is full, a folder without rights. */
  readonly fileSystem?: FileSystem
  /** Hosts on the user's own network that may be fetched from although their addresses are private. */
  readonly allowHosts?: readonly string[]
  /** Opens a port of its own for what the user shares; absent where a host can't. */
  readonly listen?: Listen
}

export type Listen = (options: {
  /** A name or address of this machine; `0.0.0.0` answers on all of them. */
  readonly hostname: string
  /** 0 takes a free one. */
  readonly port: number
  readonly fetch: (request: Request) => Promise<Response>
}) => Promise<{ readonly port: number; close(): Promise<void> }>

export interface Log {
  info(message: string): void
  warn(message: string): void
  error(message: string, cause?: unknown): void
}
