/** What a host must give to run an engine: a child process that speaks structured-clone messages. */
export interface EnginePort {
  readonly pid: number | undefined
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Standard error and output of the child: TensorFlow's own words, a crash's last ones. */
  onOutput(listener: (text: string) => void): void
  onExit(listener: (code: number | null, signal: string | null) => void): void
  kill(): void
}

/** Children of one program: `trainer` trains, `predictor` answers the window meanwhile, `installer` fetches TensorFlow. */
export type EngineRole = 'trainer' | 'predictor' | 'installer'

export interface SpawnOptions {
  readonly role: EngineRole
  /** The child's whole environment; nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>
}

/** Port of the hosts: Electron's `utilityProcess.fork`, Node's `child_process.fork`, or memory in tests. */
export type SpawnEngine = (options: SpawnOptions) => EnginePort
