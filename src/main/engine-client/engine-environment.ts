export interface EngineEnvironmentOptions {
  /** Threads of the trainer; the predictor gets as many, as training makes way for it. */
  readonly threads?: number
  /** Folders of shared libraries that a card's driver stack needs (`LD_LIBRARY_PATH`). */
  readonly libraryPath?: readonly string[]
  /** Megabytes that training may use; absent = what the machine has free. */
  readonly memoryMb?: number
  readonly base?: NodeJS.ProcessEnv
}

/** What of this process's environment the engine may see: where to find things, nothing that changes what it computes. */
const PASSED = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'LOCALAPPDATA',
  'XDG_CACHE_HOME',
  'VITRINE_CACHE_DIR',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'LANG',
  'CUDA_VISIBLE_DEVICES'
]

/** The whole environment of an engine child: the same settings give the same numbers, whoever starts it. */
export function engineEnvironment(options: EngineEnvironmentOptions = {}): Record<string, string> {
  const { threads, libraryPath = [], memoryMb, base = process.env } = options
  const env: Record<string, string> = {
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true'
  }
  for (const name of PASSED) {
    const value = base[name]
    if (value !== undefined) env[name] = value
  }
  if (threads !== undefined) env['VITRINE_ENGINE_THREADS'] = String(threads)
  if (memoryMb !== undefined) env['VITRINE_ENGINE_MEMORY_MB'] = String(memoryMb)
  if (libraryPath.length > 0) env['LD_LIBRARY_PATH'] = libraryPath.join(':')
  return env
}
