import type { EngineRole } from './engine-port'

/** Variables that a child may know of its surroundings: where to find caches and temporary space, nothing else. */
const passed = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'USERPROFILE', 'LOCALAPPDATA', 'XDG_CACHE_HOME', 'SystemRoot']

/**
 * A hermetic environment: the same run behaves the same whatever the user's shell has set. The installer gets all of it:
 * pip needs the user's proxies and certificates.
 */
export function engineEnvironment(
  role: EngineRole,
  env: NodeJS.ProcessEnv = process.env
): Readonly<Record<string, string>> {
  const own = Object.entries(env).filter(
    ([name, value]) =>
      value !== undefined && (role === 'installer' || passed.includes(name) || name.startsWith('VITRINE_'))
  )
  return {
    ...Object.fromEntries(own.map(([name, value]) => [name, value ?? ''])),
    VITRINE_ENGINE_ROLE: role,
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_CPP_MIN_LOG_LEVEL: '2'
  }
}
